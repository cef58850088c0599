/** As in package.json: between major versions Mongoose and its driver change what the store calls. */
const MONGOOSE = 9;

/** Why a value cannot be the connection of an app, or `null`. */
export function connectionFault(value: unknown): string | null {
  if (isPostgresPool(value)) return null;
  const version = mongooseVersionOf(value);
  if (version === null) {
    return "must be a connection of Mongoose, for example mongoose.connection, or a pool of pg, for example new pg.Pool()";
  }
  if (version.startsWith(`${MONGOOSE}.`)) return null;
  return `is of mongoose ${version}, but Latchkey needs mongoose ${MONGOOSE}: install that in your app, or set databaseUrl instead`;
}

/** A client of `pg` is none: it sends one statement after the other. */
function isPostgresPool(value: unknown): boolean {
  const { connect, totalCount, options } = Object(value);
  return typeof connect === "function" && typeof totalCount === "number" && typeof options === "object";
}

/** `instanceof` would not know a connection of another copy of Mongoose. */
function mongooseVersionOf(value: unknown): string | null {
  const { base, getClient, asPromise } = Object(value);
  const isConnection = typeof getClient === "function" && typeof asPromise === "function";
  const version: unknown = Object(base).version;
  return isConnection && typeof version === "string" ? version : null;
}
