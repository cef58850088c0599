import { renameSync } from "node:fs";
import Database from "better-sqlite3";
import { describe, expect, onTestFinished, test } from "vitest";
import { KINDS } from "../../src/stores/Archive.js";
import type { Store } from "../../src/stores/Store.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { createSqliteMigrator, createSqliteStore, SqliteArchive } from "../../src/stores/sqlite/index.js";
import { systemClock } from "../../src/utils/clock.js";
import { aSession, aUser } from "../support/records.js";
import { everyWrite } from "../support/store/everyWrite.js";
import { openSqliteStore, temporaryDatabase } from "../support/store/sqliteFolder.js";
import { tablesOf } from "../support/store/sqliteRows.js";
import { describeArchiveContract } from "./archiveContract.js";

function closedAtEnd(store: Store): Store {
  onTestFinished(() => store.close());
  return store;
}

async function openArchive() {
  const path = temporaryDatabase();
  await createSqliteMigrator({ path, clock: systemClock }).apply();
  const archive = await SqliteArchive.open({ path });
  onTestFinished(() => archive.close());
  return { path, archive, store: () => closedAtEnd(createSqliteStore({ path })) };
}

describeArchiveContract("the SQLite archive", openArchive);

test("every table is copied: a new one needs a format", async () => {
  const { path } = await openArchive();
  const own = [...tablesOf(path).keys()].filter((table) => table !== "migrations");
  expect(own.toSorted()).toEqual(KINDS.toSorted());
});

describe("a file that was moved", () => {
  const LEAVING = { copy: "c", state: "leaving", run: "r", peer: "mongodb://o'hara/latchkey" } as const;
  const MOVED = { ...LEAVING, state: "moved" } as const;

  /** A server's store that is in use when the file is locked, and what it had written before. */
  async function lockedInUse() {
    const { path, archive } = await openArchive();
    const store = await openSqliteStore({ path });
    const [user, session] = [aUser(), aSession()];
    await store.users.create(user);
    await store.sessions.create(session);
    await archive.setMarker(MOVED, null);
    return { path, archive, store, user, session };
  }

  test("refuses the writes of a server that runs as an outage, and says where the data went", async () => {
    const { store, user, session } = await lockedInUse();
    for (const write of everyWrite({ store, user, session })) {
      const error = await write().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(StoreUnavailableError);
      expect(error).toMatchObject({ outcome: "not-applied", cause: { message: expect.stringContaining(MOVED.peer) } });
    }
    expect(await store.users.byId(user._id)).toStrictEqual(user);
    expect(await store.sessions.get(session._id)).toStrictEqual(session);
  });

  test("has a lock on every table but that of its marker", async () => {
    const { path } = await lockedInUse();
    const locked = triggersOf(path).map(({ tbl_name }) => tbl_name);
    const own = [...tablesOf(path).keys()].filter((table) => table !== "copyMarks");
    expect(locked.toSorted()).toEqual(own.flatMap((table) => [table, table, table]).toSorted());
  });

  test("is not migrated", async () => {
    const { path } = await lockedInUse();
    await expect(createSqliteMigrator({ path, clock: systemClock }).apply()).rejects.toThrow("was moved to mongodb://");
  });

  test("unlocked, it takes the writes of the same server, and no lock is left", async () => {
    const { path, archive, store, user } = await lockedInUse();
    await archive.setMarker(LEAVING, MOVED);
    expect(await store.users.compareAndSet({ ...user, version: 1 }, 0)).toEqual({ kind: "stored" });
    expect(triggersOf(path)).toEqual([]);
  });
});

test("an archive whose file was replaced is unavailable: nothing may be called verified there", async () => {
  const { path, archive } = await openArchive();
  renameSync(path, `${path}.old`);
  await expect(archive.count("users")).rejects.toBeInstanceOf(StoreUnavailableError);
});

/** The triggers that lock. The schema has one of its own. */
function triggersOf(path: string): { tbl_name: string }[] {
  const database = new Database(path, { readonly: true });
  try {
    return database
      .prepare<[], { tbl_name: string }>(
        "SELECT tbl_name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'moved%'",
      )
      .all();
  } finally {
    database.close();
  }
}
