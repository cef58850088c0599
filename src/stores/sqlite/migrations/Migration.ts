/** A change of the schema. A released migration is never edited: the next change is a new file. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}
