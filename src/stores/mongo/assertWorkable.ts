import type { OpenDatabase } from "./openConnection.js";

/** The form of the records that this program knows. */
const KNOWN = 1;

interface Needs {
  readonly _id: string;
  readonly needs: number;
}

/**
 * Throws when a newer program has changed the records so that this one must not work on them. None has yet. But a program can
 * shut out only those that look, so they have to look a release before the first one does.
 */
export async function assertWorkable({ connection, prefix }: OpenDatabase): Promise<void> {
  const found = await connection.getClient().db().collection<Needs>(`${prefix}schema`).findOne({ _id: "schema" });
  if (found === null || found.needs <= KNOWN) return;
  throw new Error(
    `The MongoDB database needs a program that knows version ${found.needs} of its records; this one knows ${KNOWN} at most. Start the newer program.`,
  );
}
