/*
 * What a thrown value says of itself. `instanceof` is no question for errors of Node, of a driver or of the language: under Jest, in
 * a `node:vm` context and in an app with two copies of a package they are of another class of the same name.
 */

/** The `code` by which Node and the drivers name a failure: `EEXIST`, `SQLITE_BUSY`, 11000. */
export function codeOf(error: unknown): string | number | undefined {
  const code = fieldOf(error, "code");
  return typeof code === "string" || typeof code === "number" ? code : undefined;
}

/** The name of the error's class, or the type of what is no error. */
export function nameOf(error: unknown): string {
  const name = fieldOf(error, "name");
  return typeof name === "string" ? name : typeof error;
}

export function messageOf(error: unknown): string {
  const message = fieldOf(error, "message");
  return typeof message === "string" ? message : String(error);
}

export function isError(value: unknown): value is Error {
  return typeof fieldOf(value, "message") === "string" && typeof fieldOf(value, "name") === "string";
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
