import type { ImportedUser } from "../../schemas/import.schema.js";
import type { FieldError } from "../../utils/ApiError.js";

/** Where a record comes from: the line of a file on which it begins, or the id of a document. */
export type Place = number | string;

/** A record with its place. */
export interface PlacedUser {
  readonly place: Place;
  readonly record: ImportedUser;
}

/** What is known of a record before anything is written. */
export interface Verdict {
  readonly place: Place;
  readonly problems: readonly FieldError[];
  /** The kind of its password hash; `null` when it has none, or one that is not taken. */
  readonly hashKind: string | null;
  /** An account with this e-mail address is there already: it stays as it is. */
  readonly exists: boolean;
}

/** Why a record that was found to be good was not written after all. */
export interface Unwritten {
  readonly place: Place;
  readonly reason: "exists" | "username";
}
