import { StoreUnavailableError } from "./StoreUnavailableError.js";

/**
 * Somebody else's data lies where ours would: an application's `users`, for example. Nothing is read or written there, until
 * the settings name another place.
 */
export class ForeignDatabaseError extends StoreUnavailableError {
  /** `found` begins the sentence, and names a table or collection. `source`: what "latchkey import" would read. */
  constructor(found: string, { prefix, source }: { prefix: string; source: string }) {
    const beside = prefix === "" ? "DATABASE_PREFIX=latchkey_" : "another DATABASE_PREFIX";
    super(
      `${found} not Latchkey's: set ${beside} to keep Latchkey's own beside it, or set DATABASE_URL to a database of its own; "latchkey import ${source}" brings the accounts over (docs/guides/moving-in.md).`,
    );
  }
}
