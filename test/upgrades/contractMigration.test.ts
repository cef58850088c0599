import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import type { SchemaState } from "../../src/stores/Migrator.js";
import { migrations } from "../../src/stores/sqlite/migrations/index.js";
import { sqliteFileOf } from "../support/cli/databases.js";
import { expectFailure } from "../support/http/expectFailure.js";
import { temporaryFolder } from "../support/temporaryFolder.js";
import { refresh, refusalAt, signedUp, tokensOf } from "../support/upgrades/person.js";
import { hasRelease, releases, serverOn } from "../support/upgrades/releases.js";

const made = releases();
const known = migrations.length;
const LABELS = `${String(known + 1).padStart(4, "0")}_labels`;
const NO_NICKNAMES = `${String(known + 2).padStart(4, "0")}_noNicknames`;

describe.skipIf(!hasRelease)("a migration that takes something away, on SQLite", () => {
  test("the release before reports it in a dry run, and refuses to start on it, with both versions named", async () => {
    const place = { cwd: temporaryFolder(), env: {} };
    const { before, afterNext } = made();
    await before.cli.json(["migrate"], place);
    const tried = await afterNext.cli.json<SchemaState>(["migrate", "--dry-run"], place);
    expect(tried.missing.slice(-2)).toEqual([
      { name: LABELS, olderMayRun: true },
      { name: NO_NICKNAMES, olderMayRun: false },
    ]);
    const { stdout } = await afterNext.cli.run(["migrate", "--dry-run"], place);
    expect(stdout).toContain(`  ${LABELS}  servers of the previous version may keep running\n`);
    expect(stdout).toContain(`  ${NO_NICKNAMES}  STOP the servers of the previous version first\n`);
    await afterNext.cli.json(["migrate"], place);

    for (const command of [["migrate"], ["users", "list"], ["serve"]]) {
      const { code, stderr } = await before.cli.run(command, place);
      expect(code).not.toBe(0);
      expect(stderr).toMatch(
        new RegExp(
          `schema version ${known + 2} and needs a program that knows version ${known + 1}; this one knows \\d+ at most`,
        ),
      );
      expect(stderr).toContain("Start the newer program.");
    }
    expect(await afterNext.cli.json<SchemaState>(["migrate", "--dry-run"], place)).toMatchObject({ missing: [] });
  });

  test("a release that does not use what is removed goes on, and can start again", async () => {
    const place = { cwd: temporaryFolder(), env: {} };
    const { next, afterNext } = made();
    const running = await serverOn(next, place);
    const { tokens } = await signedUp(running.api);
    const { missing } = await afterNext.cli.json<SchemaState>(["migrate", "--dry-run"], place);
    expect(missing).toEqual([{ name: NO_NICKNAMES, olderMayRun: true }]);
    const later = await serverOn(afterNext, place);
    const once = tokensOf(await refresh(running.api, tokens));
    const twice = tokensOf(await refresh(later.api, once));
    expect(await running.stop()).toBe(0);
    const again = await serverOn(next, place);
    expect(await refusalAt(again.api, twice)).toBeNull();
    tokensOf(await refresh(again.api, twice));
    const { applied } = await next.cli.json<SchemaState>(["migrate", "--dry-run"], place);
    expect(applied.slice(-2)).toEqual([LABELS, NO_NICKNAMES]);
  });

  test("a server that is not stopped before what it needs is taken away fails, and ends nobody's session", async () => {
    const place = { cwd: temporaryFolder(), env: {} };
    const { api } = await serverOn(made().before, place);
    const { tokens } = await signedUp(api);
    const database = new Database(sqliteFileOf(place));
    onTestFinished(() => void database.close());
    database.exec("ALTER TABLE users RENAME COLUMN avatarUrl TO pictureUrl");
    expectFailure(await refresh(api, tokens), 500, "INTERNAL");
    expect(await refusalAt(api, tokens)).toBe("INTERNAL");
    database.exec("ALTER TABLE users RENAME COLUMN pictureUrl TO avatarUrl");
    expect(await refusalAt(api, tokensOf(await refresh(api, tokens)))).toBeNull();
  });
});
