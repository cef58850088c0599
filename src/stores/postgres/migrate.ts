import type { ClientBase } from "pg";
import { assertNotLocked } from "../Archive.js";
import type { MissingStep, SchemaState } from "../Migrator.js";
import { ForeignDatabaseError } from "../StoreUnavailableError.js";
import { createInSchema } from "./createInSchema.js";
import { inTransaction } from "./inTransaction.js";
import { hasTable, POSTGRESQL_DATABASE, readMarker } from "./migrationMarker.js";
import { migrations } from "./migrations/index.js";
import type { Migration } from "./migrations/Migration.js";
import { type Naming, tableNames } from "./Naming.js";
import { rowsOf } from "./rowsOf.js";

const CREATE_MIGRATIONS = `
  CREATE TABLE migrations (
    version bigint PRIMARY KEY,
    name text NOT NULL,
    needs bigint NOT NULL DEFAULT 0,
    appliedAt timestamptz NOT NULL DEFAULT now()
  )`;
const APPLIED = "SELECT version::int AS version, name, needs::int AS needs FROM migrations ORDER BY version";
const APPLY = "INSERT INTO migrations (version, name, needs) VALUES ($1, $2, $3)";
const OUR_COLUMNS = `SELECT count(*)::int AS found FROM pg_attribute
  WHERE attrelid = to_regclass($1) AND attname IN ('version', 'name', 'appliedAt') AND NOT attisdropped`;
/** Any number that nobody else has, beside one that the schema's name gives. */
const WAIT_FOR_OTHERS = "SELECT pg_advisory_xact_lock(3478231, hashtext($1))";

/** The newest version of the schema that this program knows. */
const KNOWN = migrations.at(-1)?.version ?? 0;

interface Applied {
  readonly version: number;
  readonly name: string;
  readonly needs: number;
}

interface Place {
  readonly naming: Naming;
  readonly schema: string;
}

/**
 * Brings the schema up to date, in one transaction: of processes that start at once one migrates, the others wait and find the
 * work done, and a crash in between leaves the old schema. Where nothing is missing, nothing is written, so a user without the right
 * to change the schema can run servers. `onApplied` gets each name; it is committed when this returns.
 */
export async function migrate(
  client: ClientBase,
  place: Place,
  onApplied: (name: string) => void = () => undefined,
): Promise<void> {
  if ((await schemaStateOf(client, place)).missing.length === 0) return;
  await inTransaction(client, async () => {
    await client.query(WAIT_FOR_OTHERS, [place.naming.schema]);
    assertNotLocked(await readMarker(client, place.naming), POSTGRESQL_DATABASE);
    await createInSchema(client, place.naming, async () => {
      if (!(await hasTable(client, place.naming, "migrations")))
        await client.query(place.naming.text(CREATE_MIGRATIONS));
    });
    const current = currentOf(await appliedTo(client, place.naming));
    for (const migration of migrations.filter(({ version }) => version > current)) {
      await client.query(place.naming.text(migration.sql));
      const { version, name, needs } = migration;
      await client.query(place.naming.text(APPLY), [version, name, needs]);
      onApplied(nameOf(migration));
    }
  });
}

/**
 * Which migrations a database has, those of a newer program among them, and which it lacks. Throws when this program must not
 * work on it, and ForeignDatabaseError when tables with our names are an application's.
 */
export async function schemaStateOf(client: ClientBase, { naming }: Pick<Place, "naming">): Promise<SchemaState> {
  await assertOwnTables(client, naming);
  const applied = (await hasTable(client, naming, "migrations")) ? await appliedTo(client, naming) : [];
  assertSchemaCompatible(applied);
  const current = currentOf(applied);
  return {
    applied: applied.map(nameOf),
    unknown: applied.filter(({ version }) => version > KNOWN).map(nameOf),
    missing: migrations.filter(({ version }) => version > current).map((migration) => missingStep(migration, current)),
  };
}

function assertSchemaCompatible(applied: readonly Applied[]): void {
  const needed = Math.max(0, ...applied.map(({ needs }) => needs));
  if (needed <= KNOWN) return;
  throw new Error(
    `The PostgreSQL database has schema version ${currentOf(applied)} and needs a program that knows version ${needed}; this one knows ${KNOWN} at most. Start the newer program.`,
  );
}

/** Ours were all created in one transaction with the table of migrations, so that table shows whose they are. */
async function assertOwnTables(client: ClientBase, naming: Naming): Promise<void> {
  const hasOurs = async () => (await countOf(client, OUR_COLUMNS, naming.qualified("migrations"))) === 3;
  if (await hasOurs()) return;
  for (const table of tableNames) {
    if (!(await hasTable(client, naming, table))) continue;
    // Another server may have made them all since the first look.
    if (await hasOurs()) return;
    throw new ForeignDatabaseError(`The PostgreSQL database has a table ${naming.qualified(table)} that is`, {
      setting: "another DATABASE_SCHEMA (databaseSchema in code)",
      source: "<file>",
    });
  }
}

function appliedTo(client: ClientBase, naming: Naming): Promise<Applied[]> {
  return rowsOf<Applied>(client, naming.text(APPLIED));
}

async function countOf(client: ClientBase, sql: string, value: string): Promise<number> {
  const [row] = await rowsOf<{ found: number }>(client, sql, [value]);
  return row?.found ?? 0;
}

/** Servers that run now know the version that the database has. */
function missingStep(migration: Migration, current: number): MissingStep {
  return { name: nameOf(migration), olderMayRun: migration.needs <= current };
}

function currentOf(applied: readonly Applied[]): number {
  return applied.at(-1)?.version ?? 0;
}

/** As commands show it: `0001_initialSchema`. */
function nameOf({ version, name }: Pick<Applied, "version" | "name">): string {
  return `${String(version).padStart(4, "0")}_${name}`;
}
