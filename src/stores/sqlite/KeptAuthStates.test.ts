import Database from "better-sqlite3";
import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { aSession } from "../../../test/support/records.js";
import { temporaryDatabase } from "../../../test/support/store/sqliteFolder.js";
import type { AuthState } from "../Store.js";
import { KeptAuthStates } from "./KeptAuthStates.js";

const ID = "a";

/** One counter in place of the tables. */
let ours: Database.Database;
let theirs: Database.Database;
let states: KeptAuthStates;

beforeEach(() => {
  const path = temporaryDatabase();
  ours = opened(path);
  ours.exec("CREATE TABLE sessions (version INTEGER NOT NULL); INSERT INTO sessions VALUES (0)");
  theirs = opened(path);
  states = new KeptAuthStates(ours);
});

function opened(path: string): Database.Database {
  const database = new Database(path);
  database.pragma("journal_mode = WAL");
  onTestFinished(() => {
    database.close();
  });
  return database;
}

function commit(database: Database.Database): void {
  database.exec("UPDATE sessions SET version = version + 1");
}

function version(database: Database.Database): number {
  return database.prepare<[], number>("SELECT version FROM sessions").pluck().get() ?? -1;
}

function read(): AuthState {
  return { session: aSession({ version: version(ours) }), user: null };
}

function keptVersion(): number | undefined {
  return states.get(ID, read)?.session.version;
}

describe("the auth states that are kept", () => {
  test("are read once while nobody commits", () => {
    const once = vi.fn(read);
    const state = states.get(ID, once);
    expect(states.get(ID, once)).toBe(state);
    expect(once).toHaveBeenCalledTimes(1);
  });

  test("are dropped by every commit of another connection, also to other tables", () => {
    keptVersion();
    theirs.exec("CREATE TABLE others (id INTEGER)");
    const again = vi.fn(read);
    states.get(ID, again);
    expect(again).toHaveBeenCalledTimes(1);
  });

  // All that can come between the steps: another process commits before the look, between look and read, or after the read.
  const MOMENTS = ["before the look", "before the read", "after the read", "before the next look"] as const;
  const subsets = Array.from({ length: 2 ** MOMENTS.length }, (_, bits) => MOMENTS.filter((_, at) => bits & (1 << at)));
  test.each(subsets.map((moments) => ({ when: moments.join(", ") || "never", moments })))(
    "are never older than the look, when another process commits: $when",
    ({ moments }) => {
      const commits = (moment: (typeof MOMENTS)[number]) => {
        if (moments.includes(moment)) commit(theirs);
      };
      keptVersion();
      commits("before the look");
      const atFirstLook = version(theirs);
      const first = states.get(ID, () => {
        commits("before the read");
        const state = read();
        commits("after the read");
        return state;
      });
      expect(first?.session.version).toBeGreaterThanOrEqual(atFirstLook);
      commits("before the next look");
      expect(keptVersion()).toBe(version(theirs));
    },
  );

  test("are dropped one by one by writes of this connection that name a session", () => {
    keptVersion();
    states.get("b", read);
    commit(ours);
    states.drop({ sessionId: ID });
    expect(keptVersion()).toBe(1);
    expect(states.get("b", read)?.session.version, "the write did not touch it").toBe(0);
  });

  test("are all dropped by a write that may touch any", () => {
    keptVersion();
    states.get("b", read);
    commit(ours);
    states.drop("any");
    expect([keptVersion(), states.get("b", read)?.session.version]).toEqual([1, 1]);
  });

  test("are not kept from a transaction that is still open, and may be undone", () => {
    ours.exec("BEGIN");
    commit(ours);
    expect(keptVersion()).toBe(1);
    ours.exec("ROLLBACK");
    expect(keptVersion()).toBe(0);
  });

  test("are not kept when the session is missing: nobody would drop it at its sign-in", () => {
    expect(states.get(ID, () => null)).toBeNull();
    expect(keptVersion()).toBe(0);
  });

  test("cannot be changed by one of the requests that share them", () => {
    const previous = { generation: 0, spentAt: 1, network: null };
    const state = states.get(ID, () => ({
      session: { ...aSession(), previous: [previous as never] },
      user: null,
    }));
    expect(() => Object.assign(state?.session ?? {}, { revokedAt: 1 })).toThrow(TypeError);
    expect(() => Object.assign(previous, { spentAt: 2 })).toThrow(TypeError);
  });

  test("do not survive a look that fails", () => {
    keptVersion();
    ours.close();
    expect(() => keptVersion()).toThrow("not open");
  });
});
