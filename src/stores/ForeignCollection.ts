/** A document of an application, whose fields may hold anything. */
export interface ForeignDocument {
  /** Its `_id` as a text. */
  readonly id: string;
  /** When it was made, in epoch milliseconds, where its `_id` says so. */
  readonly madeAt: number | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The documents of an application's collection, to be read. Nothing is ever written there. Rejects as a Store does. */
export interface ForeignCollection {
  /** For people: it holds no password. */
  readonly name: string;
  /** How many documents there are, roughly. */
  count(): Promise<number>;
  /** Every document, in the order of `_id`. A few of them are in memory at a time. */
  documents(): AsyncGenerator<ForeignDocument>;
  /** The names of all collections beside it. */
  siblings(): Promise<string[]>;
  close(): Promise<void>;
}
