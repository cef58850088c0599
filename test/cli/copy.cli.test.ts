import { existsSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { freePort } from "../../scripts/mongo/freePort.js";
import { builtCli } from "../support/cli/builtCli.js";
import { type CopySide, MONGODB, SQLITE } from "../support/cli/copySides.js";
import { aSession, aUser } from "../support/records.js";
import { makeOldDatabase } from "../support/store/sqliteFirstSchema.js";
import { migrateByNewer } from "../support/store/sqliteNewerSchema.js";
import { temporaryFolder } from "../support/temporaryFolder.js";

const cli = builtCli();

interface Copied {
  readonly state: string;
  readonly passes: readonly { read: number; put: number; removed: number }[];
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

test("it copies, catches up, switches once, and reads neither settings nor secrets", async () => {
  const [from, to] = [await inhabited(), SQLITE.side()];
  const { cwd } = place();
  const copied = await cli().json<Copied>(["copy", from.url, to.url], { cwd, env: { DATABASE_URL: "mysql://wrong" } });
  expect(copied).toMatchObject({ state: "copied", passes: [{ read: 2, put: 2, removed: 0 }] });
  await (await from.store()).users.create(aUser());
  expect(await run(from.url, to.url)).toMatchObject({ passes: [{ read: 3, put: 1, removed: 0 }] });
  const verified = { read: 3, put: 0, removed: 0 };
  expect(await run(from.url, to.url, "--switch")).toMatchObject({ state: "switched", passes: [verified, verified] });
  expect(await countIn(to)).toBe(2);
  expect(await run(from.url, to.url, "--switch")).toMatchObject({ state: "finished", passes: [] });
  expect(readdirSync(cwd)).toEqual([]);
});

test("people are told what was done and what comes next", async () => {
  const [from, to] = [await inhabited(), SQLITE.side()];
  const copied = await cli().run(["copy", from.url, to.url], place());
  expect(copied).toMatchObject({ code: 0, stderr: "" });
  expect(copied.stdout).toMatch(/^Copied 2 records from sqlite:.* to sqlite:.*\nThe source is in use as before\./);
  const switched = await cli().run(["copy", from.url, to.url, "--switch"], place());
  expect(switched.stdout).toMatch(
    /^Switched: all 2 records .* are in .*while nothing could be written\.\nSet DATABASE_URL to/,
  );
  const back = await cli().run(["copy", from.url, to.url, "--back", "--yes"], place());
  expect(back.stdout).toMatch(/takes writes again\. No server starts on its copy now\.\n$/);
});

test("a switch that was killed behind its lock goes on with --switch, and with nothing else", async () => {
  const [from, to] = [await inhabited(), SQLITE.side()];
  await run(from.url, to.url);
  // As a killed run leaves it: locked, and nothing verified.
  const source = await from.archive();
  const mark = await source.mark();
  if (mark === null) throw new Error("The source has no mark.");
  await source.setMark({ ...mark, state: "moved" }, mark);
  expect(await failure(from.url, to.url)).toMatchObject({ exit: 5, code: "COPY_REFUSED" });
  expect(await run(from.url, to.url, "--switch")).toMatchObject({ state: "switched" });
  expect(await countIn(to)).toBe(1);
});

describe("a dry run", () => {
  test("counts both and changes neither", async () => {
    const [from, to] = [await inhabited(), await inhabited()];
    const looked = await cli().json(["copy", from.url, to.url, "--dry-run"], place());
    expect(looked).toMatchObject({
      dryRun: true,
      standing: "refused",
      source: { users: 1, sessions: 1, jobs: 0 },
      target: { users: 1, sessions: 1, jobs: 0 },
    });
    for (const side of [from, to]) expect(await (await side.archive()).mark()).toBeNull();
  });

  test("makes no file", async () => {
    const [from, { cwd }] = [await inhabited(), place()];
    const looked = await cli().json(["copy", from.url, "sqlite:new/b.db", "--dry-run"], { cwd });
    expect(looked).toMatchObject({ standing: "new", target: null });
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("tells people the same", async () => {
    const [from, to] = [await inhabited(), SQLITE.side()];
    const { stdout } = await cli().run(["copy", from.url, to.url, "--dry-run"], place());
    expect(stdout).toMatch(/^The copy can begin\.\n/);
    expect(stdout).toContain("  sessions: 1, and 0 in the target\n");
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
    await run(from.url, to.url);
    expect((await failure(other.url, to.url)).message).toContain("unfinished copy of another database");
    expect((await failure(from.url, from.url)).message).toContain("is not empty");
    expect((await failure(to.url, SQLITE.side().url)).message).toContain("is itself an unfinished copy");
  });

  test("what was moved is not moved to a second place", async () => {
    const [from, to] = [await inhabited(), SQLITE.side()];
    await run(from.url, to.url, "--switch");
    expect((await failure(from.url, SQLITE.side().url)).message).toContain("was moved elsewhere");
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

  test("a source that a newer program has added to: what it added would be left behind", async () => {
    const from = await inhabited();
    migrateByNewer(from.url.replace("sqlite:", ""), { needs: 0, sql: "ALTER TABLE users ADD COLUMN nickname TEXT" });
    const refused = await failure(from.url, SQLITE.side().url);
    expect(refused).toMatchObject({ exit: 5, code: "COPY_REFUSED" });
    expect(refused.message).toMatch(/has 0999_future of a newer program: copy it by that one\.$/);
  });

  test("a server that does not answer, without its password", async () => {
    const from = await inhabited();
    const url = `mongodb://ada:geheim@127.0.0.1:${await freePort()}/latchkey`;
    const outcome = await cli().run(["copy", from.url, "-", "--json"], { ...place(), stdin: `${url}\n` });
    expect(outcome).toMatchObject({ code: 4, stdout: "" });
    expect(outcome.stderr).not.toContain("geheim");
    expect(await (await from.archive()).mark()).toBeNull();
  });

  test.each([
    [["mongodb://ada:geheim@127.0.0.1/a", "sqlite:b.db"], "<from> holds a password"],
    [["sqlite:a.db", "mongodb://ada:geheim@127.0.0.1/a"], "<to> holds a password"],
    [["sqlite:a.db", "mysql://b"], "<to> must begin with"],
    [["sqlite:a.db", "-"], "no line on stdin for <to>"],
    [["sqlite:a.db"], "where to"],
    [["sqlite:a.db", "sqlite:b.db", "--switch", "--back"], "exclude each other"],
  ])("%j is wrong usage", async (args, reason) => {
    const refused = await failure(...args);
    expect(refused.exit).toBe(2);
    expect(refused.message).toContain(reason);
    expect(refused.message).not.toContain("geheim");
  });

  test("taking back needs a yes, and something to take back", async () => {
    const [from, to] = [await inhabited(), SQLITE.side()];
    expect(await failure(from.url, "--back")).toMatchObject({ exit: 2, code: "CONFIRMATION_NEEDED" });
    expect((await failure(from.url, "--back", "--yes")).message).toContain("was not moved");
    await run(from.url, to.url, "--switch");
    expect(await run(from.url, "--back", "--yes")).toMatchObject({ state: "taken-back" });
    await (await from.store()).users.create(aUser());
  });
});

test("both URLs may be lines of stdin", async () => {
  const [from, to] = [await inhabited(), SQLITE.side()];
  const stdin = `${from.url}\n${to.url}\n`;
  expect(await cli().run(["copy", "-", "-", "--switch"], { ...place(), stdin })).toMatchObject({ code: 0 });
  expect(await countIn(to)).toBe(1);
});

test.skipIf(!MONGODB.isAvailable)(
  "a MongoDB source, which nothing locks, needs the word that its servers are stopped",
  async () => {
    const [from, to] = [await inhabited(MONGODB), MONGODB.side()];
    expect(await failure(from.url, to.url, "--switch")).toMatchObject({ exit: 2, code: "CONFIRMATION_NEEDED" });
    expect(await (await from.archive()).mark()).toBeNull();
    const verified = { read: 2, put: 0, removed: 0 };
    const switched = await run(from.url, to.url, "--switch", "--yes");
    expect(switched.passes.slice(-2)).toEqual([verified, verified]);
    expect(switched.passes).toHaveLength(3);
    expect(await countIn(to)).toBe(1);
    await expect(from.store()).rejects.toThrow("was moved to");
  },
);
