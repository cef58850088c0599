import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { createSqliteMigrator } from "../../src/stores/sqlite/index.js";
import { systemClock } from "../../src/utils/clock.js";
import { builtCli } from "../support/cli/builtCli.js";
import { type CopySide, MONGODB, SQLITE } from "../support/cli/copySides.js";
import { aSession, aUser } from "../support/records.js";
import { dropPostgresDatabase, freshPostgresUrl, onPostgres } from "../support/store/postgresDatabase.js";
import { makeOldDatabase } from "../support/store/sqliteFirstSchema.js";
import { migrateByNewer } from "../support/store/sqliteNewerSchema.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const cli = builtCli();

interface Copied {
  readonly state: string;
  readonly records?: number;
}

const place = () => ({ cwd: temporaryFolder() });
const run = (...args: string[]) => cli().json<Copied>(["copy", ...args], place());
const failure = (...args: string[]) => cli().failure(["copy", ...args], place());

/** A database with one account and one session. */
async function inhabited(kind = SQLITE): Promise<CopySide> {
  const side = kind.side();
  const store = await side.store();
  await store.users.create(aUser());
  await store.sessions.create(aSession());
  return side;
}

async function countIn(side: CopySide): Promise<number> {
  return (await side.archive()).count("users");
}

test("it copies everything, switches once, and reads neither settings nor secrets", async () => {
  const [from, to] = [await inhabited(), SQLITE.side()];
  const { cwd } = place();
  const env = { DATABASE_URL: "mysql://wrong" };
  const copied = await cli().json<Copied>(["copy", from.url, to.url, "--yes"], { cwd, env });
  expect(copied).toMatchObject({ state: "switched", records: 2 });
  expect(await countIn(to)).toBe(1);
  await expect(from.store()).rejects.toThrow("was moved to");
  await (await to.store()).users.create(aUser());
  expect(await run(from.url, to.url, "--yes")).toMatchObject({ state: "finished" });
  expect(await countIn(to)).toBe(2);
  expect(readdirSync(cwd)).toEqual([]);
});

test("people read what was done and what comes next", async () => {
  const [from, to] = [await inhabited(), SQLITE.side()];
  const copied = await cli().run(["copy", from.url, to.url, "--yes"], place());
  expect(copied).toMatchObject({ code: 0, stderr: "" });
  expect(copied.stdout).toMatch(
    /^Copied and compared 2 records from sqlite:.* to sqlite:.*\nSet DATABASE_URL to sqlite:/,
  );
});

test("nothing is locked without a yes", async () => {
  const [from, to] = [await inhabited(), SQLITE.side()];
  expect(await failure(from.url, to.url)).toMatchObject({ exit: 2, code: "CONFIRMATION_NEEDED" });
  expect(await (await from.archive()).marker()).toBeNull();
});

describe("a dry run", () => {
  test("counts both and changes neither", async () => {
    const [from, to] = [await inhabited(), await inhabited()];
    const looked = await cli().json(["copy", from.url, to.url, "--dry-run"], place());
    expect(looked).toMatchObject({
      dryRun: true,
      state: "refused",
      source: 2,
      target: 2,
    });
    for (const side of [from, to]) expect(await (await side.archive()).marker()).toBeNull();
  });

  test("makes no file", async () => {
    const [from, { cwd }] = [await inhabited(), place()];
    const looked = await cli().json(["copy", from.url, "sqlite:new/b.db", "--dry-run"], { cwd });
    expect(looked).toMatchObject({ state: "new", target: 0 });
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("says the same to people", async () => {
    const [from, to] = [await inhabited(), SQLITE.side()];
    const { stdout } = await cli().run(["copy", from.url, to.url, "--dry-run"], place());
    expect(stdout).toBe("The copy can begin.\nAbout 2 records in the source, and 0 in the target.\n");
  });
});

describe("nobody's database is emptied", () => {
  test("a target that holds records stays as it is", async () => {
    const [from, to] = [await inhabited(), await inhabited()];
    expect(await failure(from.url, to.url)).toMatchObject({ exit: 5, code: "COPY_REFUSED" });
    expect(await countIn(to)).toBe(1);
    await (await to.store()).users.create(aUser());
  });

  test("nor does another copy's, and the same database is no target", async () => {
    const [from, other, to] = [await inhabited(), await inhabited(), SQLITE.side()];
    const archive = await to.archive();
    await archive.setMarker({ copy: "x", run: "r", state: "filling", peer: "sqlite:/srv/a.db" }, null);
    await (await createSqliteMigrator({ path: to.url.slice("sqlite:".length), clock: systemClock })).apply();
    await archive.insert("users", [aUser()], "r");
    expect((await failure(other.url, to.url)).message).toContain("unfinished copy of another database");
    expect((await failure(from.url, from.url)).message).toContain("is not empty");
    expect((await failure(to.url, SQLITE.side().url)).message).toContain("is itself an unfinished copy");
  });

  test("what was moved is not moved to a second place", async () => {
    const [from, to] = [await inhabited(), SQLITE.side()];
    await run(from.url, to.url, "--yes");
    expect((await failure(from.url, SQLITE.side().url)).message).toContain("was moved to another database");
  });
});

describe("what cannot be done is said before anything is changed", () => {
  test("a file that is not there", async () => {
    const to = SQLITE.side();
    expect(await failure("sqlite:missing.db", to.url)).toMatchObject({ exit: 4, code: "DATABASE_MISSING" });
    expect(existsSync(to.url.slice("sqlite:".length))).toBe(false);
  });

  test("a source of an older program names its cure", async () => {
    const { cwd } = place();
    mkdirSync(join(cwd, "data"));
    makeOldDatabase(join(cwd, "data/old.db"));
    const refused = await cli().failure(["copy", "sqlite:data/old.db", "sqlite:data/new.db"], { cwd });
    expect(refused).toMatchObject({ exit: 5, code: "COPY_REFUSED" });
    expect(refused.message).toMatch(
      /lacks 0002_queueAndLimits, 0003_signingKeys, .*: run "latchkey migrate" on it first\.$/,
    );
    expect(existsSync(join(cwd, "data/new.db"))).toBe(false);
  });

  test("a source that a newer program has added to, because its fields would be lost", async () => {
    const from = await inhabited();
    migrateByNewer(from.url.replace("sqlite:", ""), { needs: 0, sql: "ALTER TABLE users ADD COLUMN nickname TEXT" });
    const refused = await failure(from.url, SQLITE.side().url);
    expect(refused).toMatchObject({ exit: 5, code: "COPY_REFUSED" });
    expect(refused.message).toMatch(/has 0999_future of a newer program: copy it with that one\.$/);
  });

  test("a server that does not answer, without its password", async () => {
    const from = await inhabited();
    const url = `mongodb://ada:geheim@127.0.0.1:${await freePort()}/latchkey`;
    const outcome = await cli().run(["copy", from.url, "-", "--json"], { ...place(), stdin: `${url}\n` });
    expect(outcome).toMatchObject({ code: 4, stdout: "" });
    expect(outcome.stderr).not.toContain("geheim");
    expect(await (await from.archive()).marker()).toBeNull();
  });

  test.each([
    [["mongodb://ada:geheim@127.0.0.1/a", "sqlite:b.db"], "<from> contains a password"],
    [["sqlite:a.db", "mongodb://ada:geheim@127.0.0.1/a"], "<to> contains a password"],
    [["sqlite:a.db", "postgres://ada@127.0.0.1/a?password=geheim"], "<to> contains a password"],
    [["sqlite:a.db", "postgres://127.0.0.1/a", "--to-schema", "pg_auth"], "must not begin with pg_"],
    [["sqlite:a.db", "mysql://b"], "<to> must begin with"],
    [["sqlite:a.db", "-"], "stdin has no line for <to>"],
    [["sqlite:a.db"], "Name the target"],
    [["sqlite:a.db", "sqlite:b.db", "--unlock", "--dry-run"], "exclude each other"],
  ])("%j is wrong usage", async (args, reason) => {
    const refused = await failure(...args);
    expect(refused.exit).toBe(2);
    expect(refused.message).toContain(reason);
    expect(refused.message).not.toContain("geheim");
  });

  test("unlocking needs something to unlock, and a yes where the target is not named", async () => {
    const [from, to] = [await inhabited(), SQLITE.side()];
    expect(await failure(from.url, "--unlock")).toMatchObject({ exit: 2, code: "CONFIRMATION_NEEDED" });
    expect((await failure(from.url, "--unlock", "--yes")).message).toContain("is not locked");
    await run(from.url, to.url, "--yes");
    expect((await failure(from.url, to.url, "--unlock")).message).toContain("The copy has finished");
    expect(await run(from.url, "--unlock", "--yes")).toMatchObject({ state: "unlocked" });
    await (await from.store()).users.create(aUser());
  });
});

test("both URLs may be lines of stdin", async () => {
  const [from, to] = [await inhabited(), SQLITE.side()];
  const stdin = `${from.url}\n${to.url}\n`;
  expect(await cli().run(["copy", "-", "-", "--yes"], { ...place(), stdin })).toMatchObject({ code: 0 });
  expect(await countIn(to)).toBe(1);
});

test.skipIf(!MONGODB.isAvailable)(
  "a MongoDB source is locked for servers that start, and can be unlocked",
  async () => {
    const [from, to] = [await inhabited(MONGODB), MONGODB.side()];
    expect(await run(from.url, to.url, "--yes")).toEqual(expect.objectContaining({ state: "switched", records: 2 }));
    expect(await countIn(to)).toBe(1);
    await expect(from.store()).rejects.toThrow("was moved to");
    await to.store();
  },
);

test.skipIf(inject("postgresUrl") === null)(
  "a PostgreSQL target gets its schema, and two schemas of one database are two databases",
  async () => {
    const [from, url] = [await inhabited(), await freshPostgresUrl()];
    onTestFinished(() => dropPostgresDatabase(url));
    const copy = (stdin: string, ...args: string[]) =>
      cli().run(["copy", ...args, "--yes"], { ...place(), stdin: `${stdin}\n` });
    expect(await copy(url, from.url, "-", "--to-schema", "one")).toMatchObject({ code: 0, stderr: "" });
    const moved = await copy(`${url}\n${url}`, "-", "-", "--from-schema", "one", "--to-schema", "two");
    expect(moved).toMatchObject({ code: 0, stderr: "" });
    expect(moved.stdout).not.toContain(new URL(url).password);
    expect(await onPostgres(url, "SELECT count(*)::int AS count FROM two.users")).toEqual([{ count: 1 }]);
    await expect(onPostgres(url, "DELETE FROM one.users")).rejects.toThrow("was moved to");
  },
);
