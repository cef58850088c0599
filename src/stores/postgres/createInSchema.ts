import type { ClientBase } from "pg";
import { codeOf } from "../../utils/errorFacts.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import type { Naming } from "./Naming.js";
import { rowsOf } from "./rowsOf.js";

const INSUFFICIENT_PRIVILEGE = "42501";
const SCHEMA_EXISTS = "SELECT to_regnamespace($1) IS NOT NULL AS exists";

/** Runs `create`, after it has created the schema where an administrator has not. Throws StoreUnavailableError where it may not. */
export async function createInSchema(
  client: ClientBase,
  naming: Naming,
  create: () => Promise<unknown>,
): Promise<void> {
  const { schema } = naming;
  try {
    // CREATE SCHEMA IF NOT EXISTS would need the right also where it exists.
    const [row] = await rowsOf<{ exists: boolean }>(client, SCHEMA_EXISTS, [schema]);
    if (row?.exists !== true) await client.query(`CREATE SCHEMA ${schema}`);
    await create();
  } catch (cause) {
    if (codeOf(cause) !== INSUFFICIENT_PRIVILEGE) throw cause;
    throw new StoreUnavailableError(
      `PostgreSQL does not let the user of its URL create the schema ${schema} or tables in it: let an administrator run CREATE SCHEMA ${schema} AUTHORIZATION <user>, let the owner of the schema run "latchkey migrate", or set DATABASE_SCHEMA to one that the user owns.`,
      { cause },
    );
  }
}
