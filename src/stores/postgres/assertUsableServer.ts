import type { ClientBase } from "pg";
import { StoreUnavailableError } from "../StoreUnavailableError.js";
import { types } from "./types.js";

/** PostgreSQL 13 has no updates since November 2025. */
const OLDEST = 14;

const LOOK = `SELECT pg_is_in_recovery(), current_setting('transaction_read_only') = 'on',
  current_setting('server_version_num')::int, current_setting('server_encoding'),
  current_setting('synchronous_commit') = 'off', current_setting('fsync') = 'off'`;

type Facts = readonly [
  isStandby: boolean,
  isReadOnly: boolean,
  version: number,
  encoding: string,
  isAsynchronous: boolean,
  losesCommits: boolean,
];

/**
 * Throws StoreUnavailableError when a new connection leads to a server that does not keep the promise: a standby, which an
 * ex-primary may have become, answers with what was, so a revoked session would live on; others would lose what was acknowledged.
 */
export async function assertUsableServer(client: ClientBase): Promise<void> {
  const { rows } = await client.query({ text: LOOK, rowMode: "array", types });
  const fault = faultOf(rows[0] as unknown as Facts);
  if (fault !== null) throw new StoreUnavailableError(fault);
}

function faultOf([isStandby, isReadOnly, version, encoding, isAsynchronous, losesCommits]: Facts): string | null {
  const major = Math.floor(version / 10_000);
  if (major < OLDEST) return `PostgreSQL ${major} is too old: Latchkey needs ${OLDEST} or newer.`;
  if (isStandby)
    return "The PostgreSQL server is a standby, which takes no writes: name the primary in DATABASE_URL, or all servers (postgres://a,b/name).";
  if (isReadOnly)
    return "The PostgreSQL database takes no writes (default_transaction_read_only is on): name the primary in DATABASE_URL.";
  if (encoding !== "UTF8")
    return `The PostgreSQL database has the encoding ${encoding}: create one with UTF8 (CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0).`;
  if (isAsynchronous)
    return "The PostgreSQL setting synchronous_commit is off, so a crash would lose answered sign-outs: set it to on for this user or database.";
  if (losesCommits)
    return "The PostgreSQL setting fsync is off, so a power cut would destroy the database: set it to on.";
  return null;
}
