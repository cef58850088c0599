import type { ClientBase, QueryResultRow } from "pg";
import { types } from "./types.js";

/** The rows of a look at a database, with values as they are here: an app may have changed what its own connections make of a type. */
export async function rowsOf<Row extends QueryResultRow>(
  client: ClientBase,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  return (await client.query<Row>({ text, values, types })).rows;
}
