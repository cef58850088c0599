import type { ImportedUser } from "../../schemas/import.schema.js";
import type { FieldError } from "../../utils/ApiError.js";

/** A record with the line of the file on which it begins. */
export interface LinedUser {
  readonly line: number;
  readonly record: ImportedUser;
}

/** What is known of a record before anything is written. */
export interface Verdict {
  readonly line: number;
  readonly problems: readonly FieldError[];
  /** The kind of its password hash; `null` when it has none, or one that is not taken. */
  readonly hashKind: string | null;
  /** An account with this e-mail address is there already: it stays as it is. */
  readonly exists: boolean;
}

/** Why a record that was found to be good was not written after all. */
export interface Unwritten {
  readonly line: number;
  readonly reason: "exists" | "username";
}
