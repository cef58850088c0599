import { LatchkeyError } from "@latchkey/client";

/** What went wrong, for the user. */
export function messageOf(error: unknown): string {
  if (!(error instanceof LatchkeyError)) throw error;
  const [first] = error.errors;
  return first === undefined ? error.message : `${first.path}: ${first.message}`;
}
