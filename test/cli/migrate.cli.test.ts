import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createConnection } from "mongoose";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import type { AppliedStep, SchemaState } from "../../src/stores/Migrator.js";
import { createSqliteStore } from "../../src/stores/sqlite/index.js";
import { migrations } from "../../src/stores/sqlite/migrations/index.js";
import { builtCli } from "../support/cli/builtCli.js";
import { dropMongoDatabase, freshMongoUrl } from "../support/store/mongoDatabase.js";
import { makeOldDatabase } from "../support/store/sqliteFirstSchema.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const cli = builtCli();
const names = migrations.map(({ version, name }) => `${String(version).padStart(4, "0")}_${name}`);
const missing = names.map((name) => ({ name, olderMayRun: true }));
/** What they say where servers may run: one of them needs programs that know second factors. */
const missingOfOld = migrations.map(({ kind }, nth) => ({ name: names[nth], olderMayRun: kind !== "cutover" }));

interface Migrated extends SchemaState {
  readonly dryRun: boolean;
  readonly rehearsed?: readonly AppliedStep[] | null;
  readonly done?: readonly AppliedStep[];
}

describe("latchkey migrate on SQLite", () => {
  /** A folder with a database as the first release left it. */
  function oldDatabase() {
    const cwd = temporaryFolder();
    mkdirSync(join(cwd, "data"));
    const file = join(cwd, "data/latchkey.db");
    const user = makeOldDatabase(file);
    return { cwd, file, user };
  }

  test("a dry run migrates a copy, measures the time, and does not change the file or its folder", async () => {
    const { cwd, file } = oldDatabase();
    const before = readFileSync(file);
    const tried = await cli().json<Migrated>(["migrate", "--dry-run"], { cwd });
    expect(tried).toMatchObject({ dryRun: true, applied: names.slice(0, 1), missing: missingOfOld.slice(1) });
    expect(tried.rehearsed?.map(({ name }) => name)).toEqual(names.slice(1));
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(join(cwd, "data")).filter((name) => name !== "secrets.json")).toEqual(["latchkey.db"]);
  });

  test("migrates the file, keeps the records, and does nothing the second time", async () => {
    const { cwd, file, user } = oldDatabase();
    const done = await cli().json<Migrated>(["migrate"], { cwd });
    expect(done).toMatchObject({ dryRun: false, applied: names, missing: [] });
    expect(done.done?.map(({ name }) => name)).toEqual(names.slice(1));
    expect(await cli().json<Migrated>(["migrate"], { cwd })).toMatchObject({ applied: names, done: [] });
    const store = createSqliteStore({ path: file });
    await store.open();
    expect(await store.users.byId(user._id)).toMatchObject({ username: user.username, epochEnds: [] });
    await store.close();
  });

  test("a dry run without a database creates none", async () => {
    const cwd = temporaryFolder();
    const tried = await cli().json<Migrated>(["migrate", "--dry-run"], { cwd });
    expect(tried).toMatchObject({ applied: [], missing });
    expect(readdirSync(join(cwd, "data"))).toEqual(["secrets.json"]);
  });

  test("the text says the same", async () => {
    const { stdout } = await cli().run(["migrate", "--dry-run"], { cwd: temporaryFolder() });
    expect(stdout).toMatch(
      /^\d+ of \d+ steps are missing\.\n {2}0001_initialSchema {2}servers of the previous version may keep running\n[\s\S]*On a copy:\n {2}0001_initialSchema {2}\d+ ms\n/,
    );
  });
});

describe.skipIf(inject("mongoUrl") === null)("latchkey migrate on MongoDB", () => {
  test("a dry run lists the missing indexes and builds none; the run builds them", async () => {
    const url = freshMongoUrl();
    onTestFinished(() => dropMongoDatabase(url));
    const place = { cwd: temporaryFolder(), env: { DATABASE_URL: url } };
    const tried = await cli().json<Migrated>(["migrate", "--dry-run"], place);
    expect(tried).toMatchObject({ applied: [], rehearsed: null });
    const indexes = tried.missing.map(({ name }) => name);
    expect(indexes).toEqual(expect.arrayContaining(["users.username_1", "users.email_1", "sessions.idleExpiresAt_1"]));
    expect(tried.missing.every(({ olderMayRun }) => olderMayRun)).toBe(true);
    expect(await cli().json(["migrate", "--dry-run"], place)).toEqual(tried);

    const done = await cli().json<Migrated>(["migrate"], place);
    expect(done).toMatchObject({ applied: indexes, missing: [] });
    const connection = await createConnection(url).asPromise();
    const users = await connection.collection("users").indexes();
    expect(users.map(({ key }) => JSON.stringify(key))).toEqual(
      expect.arrayContaining(['{"username":1}', '{"email":1}']),
    );

    await connection.collection("users").dropIndex("email_1");
    expect(await cli().json<Migrated>(["migrate", "--dry-run"], place)).toMatchObject({
      missing: [{ name: "users.email_1", olderMayRun: true }],
    });
    await connection.destroy();
  });
});
