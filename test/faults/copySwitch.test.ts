import { describe, expect, test } from "vitest";
import { type CopyInput, copyDatabase, unlockSource } from "../../src/cli/copy/copyDatabase.js";
import { REFUSALS, type Refusal } from "../../src/cli/copy/migrationState.js";
import type { Archive, Kind, MigrationMarker } from "../../src/stores/Archive.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { type CopySide, MONGODB, POSTGRESQL, SQLITE } from "../support/cli/copySides.js";
import { aSession, aUser } from "../support/records.js";

type CopyHooks = Omit<CopyInput, "source" | "target">;
type Phase = Parameters<CopyHooks["inPhase"]>[0];

const plainly: CopyHooks = { migrateTarget: async () => undefined, inPhase: (_phase, work) => work(() => undefined) };

/** Does something before a phase begins. */
function beforePhase(phase: Phase, action: () => Promise<unknown>): CopyHooks {
  return {
    ...plainly,
    inPhase: async (current, work) => {
      if (current === phase) await action();
      return work(() => undefined);
    },
  };
}

/** A source with two sessions, and a target that is empty and has its schema. */
async function twoSides({ from = SQLITE, to = SQLITE } = {}) {
  const [fromSide, toSide] = [from.side(), to.side()];
  const store = await fromSide.store();
  const sessions = [aSession(), aSession()] as const;
  for (const session of sessions) await store.sessions.create(session);
  await (await toSide.store()).close();
  const [source, target] = [await fromSide.archive(), await toSide.archive()];
  return {
    fromSide,
    toSide,
    store,
    sessions,
    source,
    target,
    copy: (hooks = plainly) => copyDatabase({ source, target, ...hooks }),
  };
}

const refusal = (reason: Refusal) => ({ code: "COPY_REFUSED", message: REFUSALS[reason] });
const differenceIn = (kind: Kind) => ({
  code: "COPY_UNVERIFIED",
  message: expect.stringContaining(`The ${kind} of both databases differ`),
});
const TAKEN_OVER = { code: "COPY_UNVERIFIED", message: expect.stringContaining("Another run has begun since") };

async function allOf(archive: Archive, kind: Kind): Promise<object[]> {
  const all: object[] = [];
  for await (const page of archive.pages(kind)) all.push(...page);
  return all;
}

async function expectClosed(side: CopySide): Promise<void> {
  await expect(side.store()).rejects.toBeInstanceOf(StoreUnavailableError);
}

async function markerOf(archive: Archive): Promise<MigrationMarker> {
  const marker = await archive.marker();
  if (marker === null) throw new Error("The database has no marker.");
  return marker;
}

describe.each([{ from: SQLITE }, { from: MONGODB }, { from: POSTGRESQL }])(
  "a $from.name source that is being copied",
  ({ from }) => {
    test.skipIf(!from.isAvailable)("takes no write of a server that runs, and its reads go on", async () => {
      const { store, sessions, copy, target, source } = await twoSides({ from });
      const writing = beforePhase("Copying", async () => {
        await expect(store.sessions.create(aSession())).rejects.toBeInstanceOf(StoreUnavailableError);
        const next = { ...sessions[0], version: 1 };
        await expect(store.sessions.compareAndSet(next, 0)).rejects.toMatchObject({ outcome: "not-applied" });
        await expect(store.ping()).rejects.toBeInstanceOf(StoreUnavailableError);
        expect(await store.sessions.get(sessions[0]._id)).toStrictEqual(sessions[0]);
      });
      expect(await copy(writing)).toBe(2);
      expect(await allOf(target, "sessions")).toStrictEqual(await allOf(source, "sessions"));
    });

    test.skipIf(!from.isAvailable)("and is unlocked takes the writes of the same server again", async () => {
      const { store, copy, source, target } = await twoSides({ from });
      const stopped = beforePhase("Copying", () => Promise.reject(new Error("stopped")));
      await expect(copy(stopped)).rejects.toThrow("stopped");
      await expect(store.users.create(aUser())).rejects.toBeInstanceOf(StoreUnavailableError);
      await unlockSource(source, target);
      await expect.poll(() => store.users.create(aUser()).catch(() => null)).toEqual({ kind: "created" });
    });
  },
);

describe.each([{ to: SQLITE }, { to: MONGODB }, { to: POSTGRESQL }])("a $to.name target", ({ to }) => {
  test.skipIf(!to.isAvailable)(
    "that was changed behind the copy is not opened, until a copy has found no difference",
    async () => {
      const { copy, target, toSide, source } = await twoSides({ to });
      const changing = beforePhase("Verifying", async () => {
        await target.insert("users", [aUser()], (await markerOf(target)).run);
      });
      await expect(copy(changing)).rejects.toMatchObject(differenceIn("users"));
      await expectClosed(toSide);
      expect(await copy()).toBe(2);
      expect(await allOf(target, "users")).toEqual([]);
      expect(await allOf(target, "sessions")).toStrictEqual(await allOf(source, "sessions"));
      await toSide.store();
    },
  );

  test.skipIf(!to.isAvailable)("that lacks a record, or has it otherwise, is not opened", async () => {
    const { copy, target, toSide, sessions } = await twoSides({ to });
    for (const kept of [[], [{ ...sessions[0], userAgent: "changed" }, sessions[1]]]) {
      const changing = beforePhase("Verifying", async () => {
        const { run } = await markerOf(target);
        await target.clear("sessions", run);
        if (kept.length > 0) await target.insert("sessions", kept, run);
      });
      await expect(copy(changing)).rejects.toMatchObject(differenceIn("sessions"));
      await expectClosed(toSide);
    }
  });
});

describe("a run that breaks off", () => {
  test.each(["Copying", "Verifying"] as const)(
    "before %s leaves both closed, and the next one starts over",
    async (phase) => {
      const { copy, fromSide, toSide, target } = await twoSides();
      await expect(copy(beforePhase(phase, () => Promise.reject(new Error("killed"))))).rejects.toThrow("killed");
      await expectClosed(fromSide);
      await expectClosed(toSide);
      expect(await copy()).toBe(2);
      expect(await allOf(target, "sessions")).toHaveLength(2);
      await toSide.store();
      expect(await copy()).toBeNull();
    },
  );

  test("before the source is locked leaves the source in use", async () => {
    const { copy, store, toSide } = await twoSides();
    const killed = { ...plainly, migrateTarget: () => Promise.reject(new Error("killed")) };
    await expect(copy(killed)).rejects.toThrow("killed");
    await store.sessions.create(aSession());
    await expectClosed(toSide);
    expect(await copy()).toBe(3);
  });

  test("is replaced by the next one, and writes no more when it goes on", async () => {
    const { copy, target, toSide } = await twoSides();
    const overtaken = beforePhase("Copying", async () => {
      expect(await copy()).toBe(2);
      const store = await toSide.store();
      await store.sessions.create(aSession());
    });
    await expect(copy(overtaken)).rejects.toMatchObject(TAKEN_OVER);
    expect(await allOf(target, "sessions")).toHaveLength(3);
  });
});

describe("unlocking", () => {
  test("shuts out a run that is still copying, and opens nothing", async () => {
    const { copy, source, target, store, toSide } = await twoSides();
    const unlocked = beforePhase("Verifying", async () => {
      await unlockSource(source, target);
      await store.sessions.create(aSession());
    });
    await expect(copy(unlocked)).rejects.toMatchObject({ code: "COPY_UNVERIFIED" });
    await expectClosed(toSide);
    expect(await copy()).toBe(3);
  });

  test("does not need a target that is gone", async () => {
    const { copy, source, store } = await twoSides();
    await expect(copy(beforePhase("Copying", () => Promise.reject(new Error("gone"))))).rejects.toThrow("gone");
    await unlockSource(source, null);
    await store.sessions.create(aSession());
  });

  test("is refused once the target is open, for a source that is not locked, and for the target of another copy", async () => {
    const { copy, source, target } = await twoSides();
    await expect(unlockSource(source, target)).rejects.toMatchObject(refusal("not-locked"));
    await copy();
    await expect(unlockSource(source, target)).rejects.toMatchObject(refusal("target-open"));
    const other = await twoSides();
    await other.copy();
    await expect(unlockSource(source, other.target)).rejects.toMatchObject(refusal("not-its-target"));
    expect(await source.marker()).toMatchObject({ state: "moved" });
  });

  test("without the target, after it was opened: neither is written over", async () => {
    const { copy, source, target, toSide } = await twoSides();
    await copy();
    await (await toSide.store()).sessions.create(aSession());
    await unlockSource(source, null);
    await expect(copy()).rejects.toMatchObject(refusal("both-opened"));
    expect(await allOf(target, "sessions")).toHaveLength(3);
  });
});

describe("the way back is a copy in the other direction", () => {
  test("into the database that was left, with what was written since", async () => {
    const { copy, source, target, toSide, fromSide } = await twoSides();
    await copy();
    const session = aSession();
    await (await toSide.store()).sessions.create(session);
    const back = () => copyDatabase({ ...plainly, source: target, target: source });
    expect(await back()).toBe(3);
    expect(await allOf(source, "sessions")).toContainEqual(session);
    await expectClosed(toSide);
    await (await fromSide.store()).sessions.create(aSession());
  });

  test("which goes on where it broke off, between its two markers too", async () => {
    const { copy, source, target, toSide } = await twoSides();
    await copy();
    const back = (hooks = plainly) => copyDatabase({ ...hooks, source: target, target: source });
    await expect(back({ ...plainly, migrateTarget: () => Promise.reject(new Error("killed")) })).rejects.toThrow();
    // Servers still use the one that is to be left.
    await (await toSide.store()).sessions.create(aSession());
    await expect(copy()).rejects.toMatchObject(refusal("source-unfinished"));
    expect(await back()).toBe(3);
  });
});

describe("markers that the release before has left", () => {
  test.each(["leaving", "moved"] as const)(
    "an unfinished copy of a source that is %s is started over",
    async (state) => {
      const { copy, source, target, toSide } = await twoSides();
      const ids = { copy: "an old copy", run: "an old run" };
      await source.setMarker({ ...ids, state, peer: target.name }, null);
      const filling = { ...ids, state: "filling", peer: source.name } as const;
      await target.setMarker(filling, null);
      await target.insert("users", [aUser()], ids.run);
      await expectClosed(toSide);
      expect(await copy()).toBe(2);
      expect(await allOf(target, "users")).toEqual([]);
    },
  );

  test("a copy of another database is left alone", async () => {
    const { copy, target, source } = await twoSides();
    await target.setMarker({ copy: "another", run: "r", state: "filling", peer: "sqlite:/srv/other.db" }, null);
    await target.insert("users", [aUser()], "r");
    await expect(copy()).rejects.toMatchObject(refusal("target-of-other"));
    expect(await allOf(target, "users")).toHaveLength(1);
    expect(await source.marker()).toBeNull();
  });
});
