import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createSqliteStore } from "../../src/stores/sqlite/index.js";
import { builtCli } from "../support/cli/builtCli.js";
import { sqlitePlace } from "../support/cli/databases.js";
import { anAccount } from "../support/cli/people.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const cli = builtCli();

interface BackedUp {
  readonly file: string;
  readonly bytes: number;
}

test("latchkey backup copies the database of the folder while it is open elsewhere", async () => {
  const { cwd, store } = await sqlitePlace();
  const ada = await anAccount(store, "ada");
  const { file, bytes } = await cli().json<BackedUp>(["backup", "ada.db"], { cwd });
  expect([file, bytes]).toEqual(["ada.db", statSync(join(cwd, "ada.db")).size]);
  expect(statSync(join(cwd, "ada.db")).mode & 0o777).toBe(0o600);
  const copy = createSqliteStore({ path: join(cwd, "ada.db") });
  await copy.open();
  expect(await copy.users.byId(ada._id)).toMatchObject({ username: "ada" });
  await copy.close();
  expect(await cli().run(["backup", "again.db"], { cwd })).toEqual({
    code: 0,
    stdout: `Wrote again.db: ${statSync(join(cwd, "again.db")).size} bytes, verified.\n`,
    stderr: "",
  });
});

test("a file that exists is not overwritten", async () => {
  const { cwd } = await sqlitePlace();
  writeFileSync(join(cwd, "old.db"), "an older backup");
  const failure = await cli().failure(["backup", "old.db"], { cwd });
  expect(failure).toMatchObject({ exit: 5, code: "FILE_EXISTS" });
  expect(readFileSync(join(cwd, "old.db"), "utf8")).toBe("an older backup");
});

test("for MongoDB it names mongodump, and does not connect", async () => {
  const env = { DATABASE_URL: "mongodb://ada:geheim@127.0.0.1:1/latchkey" };
  const failure = await cli().failure(["backup", "a.db"], { cwd: temporaryFolder(), env });
  expect(failure).toMatchObject({ exit: 5, code: "NOT_SQLITE", message: expect.stringContaining("mongodump") });
  expect(failure.message).not.toContain("geheim");
});

test("for PostgreSQL it prints the command of pg_dump without the password, and does not connect", async () => {
  const url = "postgresql://ada:geheim@127.0.0.1:1,127.0.0.1:2/app?sslmode=require&password=geheim&host=%2Frun%2Fpg";
  const env = { DATABASE_URL: url, DATABASE_SCHEMA: "Auth" };
  const failure = await cli().failure(["backup", "it's.dump"], { cwd: temporaryFolder(), env });
  expect(failure).toMatchObject({ exit: 5, code: "NOT_SQLITE" });
  expect(failure.message.split("\n").at(-1)).toBe(
    `pg_dump --format=custom '--schema="Auth"' --file 'it'\\''s.dump' 'postgresql://ada@127.0.0.1:1,127.0.0.1:2/app?sslmode=require&host=%2Frun%2Fpg'`,
  );
  expect(failure.message).not.toContain("geheim");
});

test("without a database there is no backup, and no empty database is created", async () => {
  const cwd = temporaryFolder();
  expect(await cli().failure(["backup", "a.db"], { cwd })).toMatchObject({ exit: 4, code: "DATABASE_MISSING" });
  expect(readdirSync(cwd)).not.toContain("a.db");
});

test("a file that is not a database is reported, and nothing is written", async () => {
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, "data"));
  writeFileSync(join(cwd, "data/latchkey.db"), "this is no database, and long enough to be taken for one ".repeat(40));
  expect(await cli().failure(["backup", "a.db"], { cwd })).toMatchObject({ exit: 4, code: "STORE_UNAVAILABLE" });
  expect(readdirSync(cwd)).toEqual(["data"]);
});
