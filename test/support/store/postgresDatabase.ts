import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/** The URL of a new database that no other test uses, on the server of the run unless another one is named. */
export async function freshPostgresUrl(serverUrl: string | null = inject("postgresUrl")): Promise<string> {
  if (serverUrl === null) throw new Error("There is no PostgreSQL server.");
  const name = `latchkey_${randomUUID().slice(0, 8)}`;
  await onPostgres(serverUrl, `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8'`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Removes the database that a URL names, and ends the connections to it. */
export async function dropPostgresDatabase(url: string): Promise<void> {
  const server = new URL(url);
  const name = server.pathname.slice(1);
  server.pathname = "/postgres";
  await onPostgres(server.href, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
}

/** Where a store that no other test uses keeps its tables: to make a schema is faster than to make a database. */
export interface PostgresPlace {
  readonly url: string;
  readonly schema: string;
}

/** A schema that is not made yet, in a database that tests share; on the server of the run unless another one is named. */
export function freshPostgresPlace(serverUrl: string | null = inject("postgresUrl")): PostgresPlace {
  if (serverUrl === null) throw new Error("There is no PostgreSQL server.");
  return { url: serverUrl, schema: `latchkey_${randomUUID().slice(0, 8)}` };
}

/** Removes the schema with its tables. */
export async function dropPostgresPlace({ url, schema }: PostgresPlace): Promise<void> {
  await onPostgres(url, `DROP SCHEMA IF EXISTS "${schema}" CASCADE`);
}

/** Runs one statement on a connection of its own, and gives its rows. */
export async function onPostgres<Row extends pg.QueryResultRow>(
  url: string,
  text: string,
  values: unknown[] = [],
): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text, values)).rows;
  } finally {
    await client.end();
  }
}
