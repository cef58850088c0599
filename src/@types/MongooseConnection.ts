/** A connection of Mongoose, as its types describe it: an app without Mongoose has none of them. */
export interface MongooseConnection {
  /** The database. */
  readonly name: string;
  readonly readyState: number;
  readonly base: { readonly version: string };
  /** The models of the app. */
  readonly models: Readonly<Record<string, { readonly collection: { readonly collectionName: string } }>>;
  getClient(): object;
  asPromise(): Promise<unknown>;
}
