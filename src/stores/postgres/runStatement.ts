import type { ClientBase, QueryArrayConfig } from "pg";
import { codeOf } from "../../utils/errorFacts.js";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import type { Statement } from "./Naming.js";
import { types } from "./types.js";

/** The values of a row, in the order of the columns. */
export type Values = readonly unknown[];

/** A statement with its values, as the driver takes it. */
export type Query = Readonly<QueryArrayConfig & { query_timeout?: number }>;

interface QueryOptions {
  /** Whether the server keeps the statement, under a name. */
  readonly prepares: boolean;
  readonly timeoutMs: number;
}

/** Throws TypeError for a text that PostgreSQL cannot store. */
export function queryOf(statement: Statement, parameters: object, { prepares, timeoutMs }: QueryOptions): Query {
  return {
    text: statement.text,
    values: statement.parameters.map((name) => storable(Reflect.get(parameters, name), name)),
    rowMode: "array",
    types,
    query_timeout: timeoutMs,
    ...(prepares && { name: statement.name }),
  };
}

/** Sends a statement. Rejects with the driver's errors, and with StoreUnavailableError when its commit is in doubt. */
export async function runStatement(
  client: ClientBase,
  query: Query,
): Promise<{ rows: readonly Values[]; count: number }> {
  let isInDoubt = false;
  const onNotice = (notice: unknown) => {
    isInDoubt ||= leavesInDoubt(notice);
  };
  client.on("notice", onNotice);
  try {
    const { rows, rowCount } = await client.query<unknown[]>(query);
    if (isInDoubt) {
      throw new StoreUnavailableError("PostgreSQL ended the wait for its synchronous standby.", { outcome: "unknown" });
    }
    return { rows, count: rowCount ?? 0 };
  } finally {
    client.off("notice", onNotice);
  }
}

const WARNING = "01000";
const ADMIN_SHUTDOWN = "57P01";

/**
 * A wait for a synchronous standby that is canceled ends with a success and a warning: the row is stored here, and a failover would
 * lose it.
 */
function leavesInDoubt(notice: unknown): boolean {
  const code = codeOf(notice);
  return code === WARNING || code === ADMIN_SHUTDOWN;
}

/** PostgreSQL has no NUL in texts, and the driver would change half a surrogate pair: what was read would not be what was written. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

/** Throws TypeError for a text that PostgreSQL cannot store. `name` is that of its column. */
export function storable(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((item) => storable(item, name));
  if (typeof value !== "string" || isStorable(value)) return value;
  throw new TypeError(`PostgreSQL cannot store the text in ${name}: it holds a NUL or half of a surrogate pair.`);
}
