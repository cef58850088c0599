import type { Place } from "../../services/userImport/index.js";

/** One record of a file or a collection: not checked yet, or what is wrong with all of it. */
export type Row =
  | { readonly place: Place; readonly fields: unknown }
  | { readonly place: Place; readonly problem: string };

/** Accounts of another system. They are read twice: to check all of them, and to write. */
export interface UsersSource {
  /** What a record is there. */
  readonly unit: "line" | "document";
  /** How much there is to read, in any unit. */
  readonly size: number;
  /** All records from the first one on. `report` gets how much is read. */
  rows(report: (done: number) => void): AsyncGenerator<Row>;
  /** A field as it is called there: a person looks for it by that name. */
  nameOf(field: string): string;
  /** Throws when what is read must not change between the two times, and has. */
  assertUnchanged(): Promise<void>;
}

/** Longer is no account; without a bound a file without line breaks would be read into the memory. */
export const MOST_BYTES = 64 * 1024;

export const TOO_LONG = "It is longer than 64 KiB.";
