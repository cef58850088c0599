import type { MigrationMarker } from "./Archive.js";

/** Something that a database lacks: a migration of SQLite or PostgreSQL, an index of MongoDB. */
export interface MissingStep {
  readonly name: string;
  /** Whether the servers that run on the database now may go on when it is done. */
  readonly olderMayRun: boolean;
}

/** What the program needs of a database: migrations of SQLite and PostgreSQL, indexes of MongoDB, by name. */
export interface SchemaState {
  readonly applied: readonly string[];
  readonly missing: readonly MissingStep[];
  /** Those of `applied` that only a newer program knows. */
  readonly unknown: readonly string[];
}

export interface AppliedStep {
  readonly name: string;
  readonly milliseconds: number;
}

/** Brings a database up to date without serving. A store does the same when it is opened. */
export interface Migrator {
  /** Changes nothing. A database that does not exist lacks everything. */
  state(): Promise<SchemaState>;
  /** The part that the database has in a copy. Changes nothing. */
  marker(): Promise<MigrationMarker | null>;
  /**
   * Applies what is missing to a copy, and deletes the copy. `onCopied` is called with how much of it is made. `null` where no
   * copy can be made.
   */
  readonly rehearse: ((onCopied: (done: number, total: number) => void) => Promise<AppliedStep[]>) | null;
  apply(): Promise<AppliedStep[]>;
}
