import { cpSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtPackage } from "../process/builtPackage.js";

/** What is released behind the migrations of this tree: a new column of users and of sessions, with an index and a table. */
const EXPAND = {
  name: "labels",
  kind: "expand",
  sql: `
    ALTER TABLE sessions ADD COLUMN label TEXT;
    ALTER TABLE users ADD COLUMN nickname TEXT NOT NULL DEFAULT 'none';
    CREATE INDEX usersByNickname ON users (nickname);
    CREATE TABLE labels (name TEXT PRIMARY KEY) STRICT;
  `,
};

/** The same on PostgreSQL. */
const POSTGRES_EXPAND = {
  name: "labels",
  kind: "expand",
  needs: 0,
  sql: `
    ALTER TABLE sessions ADD COLUMN label text;
    ALTER TABLE users ADD COLUMN nickname text NOT NULL DEFAULT 'none';
    CREATE INDEX usersByNickname ON users (nickname);
  `,
};

/** And in the release after that one. */
const CONTRACT = {
  name: "noNicknames",
  kind: "contract",
  sql: "DROP INDEX usersByNickname; ALTER TABLE users DROP COLUMN nickname;",
};

const FOLDERS = { sqlite: migrationsAfter(EXPAND), postgres: migrationsAfter(POSTGRES_EXPAND) };

function migrationsAfter(expand: object): string {
  return `
import { migrations as released } from "./released.js";
const known = released.length;
const expand = { version: known + 1, ...${JSON.stringify(expand)} };
const contract = { version: known + 2, finishes: known + 1, needs: known + 1, ...${JSON.stringify(CONTRACT)} };
`;
}

/** The same for MongoDB, where the schema is a model: fields that this tree does not know, and an index. */
const SESSION_MODEL = `
import { createSessionModel as released } from "./Session.released.js";
export function createSessionModel(connection, prefix) {
  const model = (name, schema, collection) =>
    connection.model(name, schema.clone().add({ label: String }).index({ label: 1 }), collection);
  return released({ base: connection.base, model }, prefix);
}
`;

/** Builds this tree into a folder and adds what the next release might: migrations that only add, and an index. */
export async function buildNextRelease(folder: string): Promise<void> {
  cpSync(await builtPackage(), folder, { recursive: true });
  // Without it the modules run, which are changed here.
  rmSync(join(folder, "dist/bundle"), { recursive: true });
  for (const [store, migrations] of Object.entries(FOLDERS)) {
    putInFront(join(folder, `dist/stores/${store}/migrations`), "index", "released", migrations);
  }
  putInFront(join(folder, "dist/models"), "Session.model", "Session.released", SESSION_MODEL);
  exportMigrations(folder, "expand");
}

/** Copies the next release and adds what the one after it might: a migration that takes something away. */
export function addReleaseAfterNext(next: string, folder: string): void {
  cpSync(next, folder, { recursive: true });
  exportMigrations(folder, "expand, contract");
}

function putInFront(folder: string, name: string, behind: string, text: string): void {
  renameSync(join(folder, `${name}.js`), join(folder, `${behind}.js`));
  writeFileSync(join(folder, `${name}.js`), text);
}

function exportMigrations(folder: string, added: string): void {
  for (const [store, migrations] of Object.entries(FOLDERS)) {
    const file = join(folder, `dist/stores/${store}/migrations/index.js`);
    writeFileSync(file, `${migrations}export const migrations = [...released, ${added}];\n`);
  }
}
