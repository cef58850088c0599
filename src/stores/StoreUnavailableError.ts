/**
 * The database could not be reached or could not do the work. It says nothing about credentials: the answer is 503, never
 * 401, and cookies stay as they are.
 */
export class StoreUnavailableError extends Error {
  override readonly name = "StoreUnavailableError";
  /** `unknown` when a write may have happened all the same (the connection broke after it was sent). */
  readonly outcome: "not-applied" | "unknown";

  constructor(message: string, options: { cause?: unknown; outcome?: "not-applied" | "unknown" } = {}) {
    super(message, { cause: options.cause });
    this.outcome = options.outcome ?? "not-applied";
  }
}

/** What keeps the records of an application and Latchkey's apart in one database, as a variable and as an option. */
export const PREFIX_SETTING = "DATABASE_PREFIX (databasePrefix in code)";

/** What to set where tables or collections with this prefix are an application's. */
export function otherPrefix(prefix: string): string {
  return prefix === "" ? "DATABASE_PREFIX=latchkey_ (databasePrefix in code)" : `another ${PREFIX_SETTING}`;
}

/**
 * An application's data is stored where Latchkey's would be, such as its `users`. Latchkey neither reads nor writes there
 * until the settings name another place.
 */
export class ForeignDatabaseError extends StoreUnavailableError {
  /** `found` begins the sentence and names a table or collection. `setting` keeps them apart. `source` is the argument of "latchkey import". */
  constructor(found: string, { setting, source }: { setting: string; source: string }) {
    super(
      `${found} not Latchkey's: set ${setting} to keep Latchkey's own beside it, or set DATABASE_URL to a database of its own; "latchkey import ${source}" brings the accounts over (docs/guides/moving-in.md).`,
    );
  }
}
