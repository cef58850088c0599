import { readdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { createSqliteStore } from "../../src/stores/sqlite/index.js";
import { builtCli } from "../support/cli/builtCli.js";
import { TestClient } from "../support/http/TestClient.js";
import { makeLatchkey, serve } from "../support/library/hostApp.js";
import { aTutorialDatabase, aTutorialUser, onMongo } from "../support/store/tutorialUsers.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const cli = builtCli();

interface ForeignPlace {
  readonly cwd: string;
  readonly url: string;
  /** All that the application has in there. */
  contents(): Promise<unknown>;
}

async function mongoPlace(): Promise<ForeignPlace> {
  const url = await aTutorialDatabase([aTutorialUser("ada")], onTestFinished);
  const contents = () =>
    onMongo(url, async (database) => {
      const names = (await database.listCollections().toArray()).map(({ name }) => name);
      return [
        names.filter((name) => !name.startsWith("latchkey_")),
        await database.collection("users").find().toArray(),
      ];
    });
  return { cwd: temporaryFolder(), url, contents };
}

async function sqlitePlace(): Promise<ForeignPlace> {
  const cwd = temporaryFolder();
  const file = join(cwd, "app.db");
  const database = new Database(file);
  onTestFinished(() => void database.close());
  database.exec("CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO users (name) VALUES ('ada')");
  const tables = "SELECT name FROM sqlite_schema WHERE name NOT GLOB 'latchkey_*' AND name NOT GLOB 'sqlite_*'";
  const contents = async () => [database.prepare(tables).all(), database.prepare("SELECT * FROM users").all()];
  return { cwd, url: `sqlite:${file}`, contents };
}

const LINE = /^latchkey: [^\n]*"users"[^\n]*DATABASE_PREFIX=latchkey_[^\n]*latchkey import[^\n]*\n$/;

describe.each([
  { name: "SQLite", isAvailable: true, place: sqlitePlace },
  { name: "MongoDB", isAvailable: inject("mongoUrl") !== null, place: mongoPlace },
])("a database of an application ($name)", ({ name, isAvailable, place: newPlace }) => {
  test.skipIf(!isAvailable)(
    "is refused in one line by the server and by every command, and stays as it is",
    async () => {
      const { cwd, url, contents } = await newPlace();
      const before = await contents();
      const env = { DATABASE_URL: url };
      // There is something to copy from.
      const other = createSqliteStore({ path: join(cwd, "other.db") });
      await other.open();
      await other.close();
      const commands = [
        ["serve"],
        ["users", "list"],
        ["migrate"],
        ["migrate", "--dry-run"],
        ["copy", url, "sqlite:new.db"],
        ["copy", "sqlite:other.db", url],
        ...(name === "SQLite" ? [["backup", "backup.db"]] : []),
      ];
      const refused = { code: 6, stdout: "", stderr: expect.stringMatching(LINE) };
      const outcomes = await Promise.all(
        commands.map(async (command) => [command, await cli().run(command, { cwd, env })]),
      );
      expect(outcomes).toEqual(commands.map((command) => [command, refused]));
      expect(readdirSync(cwd).filter((file) => /new|backup/.test(file))).toEqual([]);
      expect(await contents()).toEqual(before);
    },
  );

  test.skipIf(!isAvailable)(
    "rejects ready() of the library, whose requests get 503, and serves under a prefix",
    async () => {
      const { url, contents } = await newPlace();
      const before = await contents();
      const { latchkey: refused } = makeLatchkey({ databaseUrl: url });
      await expect(refused.ready()).rejects.toThrow("not Latchkey's");
      const credentials = { username: "ada", password: "correct horse battery" };
      const strangers = await Promise.all(
        [credentials, { ...credentials, username: "nobody" }].map(async (body) => {
          const origin = await serve((app) => app.use("/api/v1", refused.router));
          return new TestClient(`${origin}/api/v1`).post("/auth/login", body);
        }),
      );
      // Nor does it show whether somebody has an account there.
      expect(strangers.map(({ status, body }) => [status, body.code])).toEqual(
        Array(2).fill([503, "STORE_UNAVAILABLE"]),
      );

      const { latchkey: beside } = makeLatchkey({ databaseUrl: url, databasePrefix: "latchkey_" });
      const origin = await serve((app) => app.use("/api/v1", beside.router));
      const client = new TestClient(`${origin}/api/v1`);
      const account = { ...credentials, fullName: "Ada", email: "ada@example.com" };
      expect((await client.post("/auth/register", account)).status).toBe(201);
      expect((await client.post("/auth/login", credentials)).status).toBe(200);
      expect(await contents()).toEqual(before);
    },
  );

  test.skipIf(!isAvailable)("is shared under DATABASE_PREFIX by the server and by every command", async () => {
    const { cwd, url, contents } = await newPlace();
    const before = await contents();
    const env = { DATABASE_URL: url, DATABASE_PREFIX: "latchkey_" };
    const run = (...args: string[]) => cli().json<{ users: { username: string }[] }>(args, { cwd, env });
    await cli().run(
      ["users", "create", "--username", "eve", "--email", "eve@example.com", "--full-name", "Eve", "--password-stdin"],
      { cwd, env, stdin: "correct horse battery\n" },
    );
    expect((await run("users", "list")).users.map(({ username }) => username)).toEqual(["eve"]);
    if (name === "SQLite") await run("backup", "backup.db");
    await run("copy", url, "sqlite:copied.db", "--from-prefix", "latchkey_", "--to-prefix", "b_", "--yes");
    const copied = createSqliteStore({ path: join(cwd, "copied.db"), prefix: "b_" });
    onTestFinished(() => copied.close());
    await copied.open();
    expect(await copied.users.byLogin({ username: "eve" })).toMatchObject({ fullName: "Eve" });
    expect(await contents()).toEqual(before);
  });
});
