import { describe, expect, test } from "vitest";
import { copyOver, createCopy, type RunPass, switchOver, takeBack } from "../../src/services/copy/index.js";
import type { Archive } from "../../src/stores/Archive.js";
import type { Store } from "../../src/stores/Store.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { type CopySide, MONGODB, SQLITE } from "../support/cli/copySides.js";
import { aSession, aUser } from "../support/records.js";

const plainly: RunPass = (_phase, pass) => pass(() => undefined);

/** Does something before the second pass behind the lock. */
function beforeVerifying(deed: () => Promise<unknown>): RunPass {
  let isDone = false;
  return async (phase, pass) => {
    if (phase === "verifying" && !isDone) {
      isDone = true;
      await deed();
    }
    return pass(() => undefined);
  };
}

/** A source with two sessions and a target that holds all of it, unfinished. */
async function copiedOnce({ from = SQLITE, to = SQLITE } = {}) {
  const [fromSide, toSide] = [from.side(), to.side()];
  const store = await fromSide.store();
  const sessions = [aSession(), aSession()] as const;
  for (const session of sessions) await store.sessions.create(session);
  // A SQLite file that is made by this has no tables yet: another store makes them.
  await (await toSide.store()).close();
  const [source, target] = [await fromSide.archive(), await toSide.archive()];
  const copy = createCopy({ source, target });
  expect(await copy.begin()).toEqual({ kind: "begun", isMoved: false });
  expect(await copyOver(copy, plainly)).toMatchObject({ kind: "copied" });
  return { fromSide, toSide, store, sessions, source, target, copy };
}

async function sessionsIn(archive: Archive) {
  return (await archive.page("sessions", { after: null, limit: 100 })).map(({ record }) => record);
}

async function expectClosed(side: CopySide): Promise<void> {
  await expect(side.store()).rejects.toBeInstanceOf(StoreUnavailableError);
}

describe.each([{ to: SQLITE }, { to: MONGODB }])("in a target of $to.name", ({ to }) => {
  test.skipIf(!to.isAvailable)("what was changed by hand is found and set right, whatever it was", async () => {
    const { source, target, copy, sessions } = await copiedOnce({ to });
    const run = (await target.mark())?.run ?? "";
    await target.put("sessions", [{ ...sessions[0], userAgent: "changed" }, aSession()], run);
    await target.remove("sessions", [sessions[1]._id], run);
    expect(await copy.pass(() => undefined)).toMatchObject({ put: 2, removed: 1 });
    expect(await sessionsIn(target)).toStrictEqual(await sessionsIn(source));
  });
});

describe("verified is never said when somebody wrote after the switch", () => {
  async function expectRefusedThenVerified(
    { copy, toSide, target, source }: Awaited<ReturnType<typeof copiedOnce>>,
    deed: () => Promise<unknown>,
    changes: object,
  ) {
    expect(await switchOver(copy, 2, beforeVerifying(deed))).toMatchObject({ kind: "written-to", last: changes });
    await expectClosed(toSide);
    expect(await switchOver(copy, 2, plainly)).toMatchObject({ kind: "verified" });
    expect(await sessionsIn(target)).toStrictEqual(await sessionsIn(source));
    await toSide.store();
  }

  test.skipIf(!MONGODB.isAvailable)("a server on a MongoDB source, which nothing locks", async () => {
    const copied = await copiedOnce({ from: MONGODB });
    await expectRefusedThenVerified(copied, () => copied.store.sessions.create(aSession()), { put: 1, removed: 0 });
  });

  test("somebody in the target", async () => {
    const copied = await copiedOnce();
    const run = (await copied.target.mark())?.run ?? "";
    await expectRefusedThenVerified(copied, () => copied.target.put("users", [aUser()], run), { put: 0, removed: 1 });
  });

  test("a server on a SQLite source cannot", async () => {
    const { copy, store, sessions } = await copiedOnce();
    expect.assertions(4);
    const deed = async () => {
      const end = store.sessions.compareAndSet({ ...sessions[0], version: 1 }, 0);
      await expect(end).rejects.toBeInstanceOf(StoreUnavailableError);
    };
    expect(await switchOver(copy, 2, beforeVerifying(deed))).toMatchObject({ kind: "verified" });
  });
});

describe("a run that was taken over writes no more", () => {
  test("its passes, its switch and its end are refused, and the other one goes on", async () => {
    const { source, target, store, copy } = await copiedOnce();
    const other = createCopy({ source, target });
    expect(await other.begin()).toEqual({ kind: "begun", isMoved: false });
    await store.sessions.create(aSession());
    expect(await copy.pass(() => undefined)).toBeNull();
    expect(await sessionsIn(target)).toHaveLength(2);
    expect(await other.lockSource()).toBe(true);
    expect(await copy.finish()).toBe(false);
    expect(await target.mark()).toMatchObject({ state: "filling" });
    expect(await switchOver(other, 1, plainly)).toMatchObject({ kind: "verified" });
    expect(await copy.finish()).toBe(false);
    expect(await sessionsIn(target)).toHaveLength(3);
  });

  test("and a switch that is taken back in its middle opens nothing", async () => {
    const { source, target, toSide, fromSide, store, copy } = await copiedOnce();
    const back = beforeVerifying(async () => {
      expect(await takeBack(source, target)).toEqual({ kind: "taken-back" });
    });
    expect(await switchOver(copy, 2, back)).toEqual({ kind: "taken-over" });
    await expectClosed(toSide);
    await store.sessions.create(aSession());
    expect(await (await fromSide.store()).users.create(aUser())).toEqual({ kind: "created" });
  });
});

describe("a switch that is taken back after its end", () => {
  async function switched() {
    const all = await copiedOnce();
    expect(await switchOver(all.copy, 1, plainly)).toMatchObject({ kind: "verified" });
    return all;
  }

  test("closes the target first, when it is named, and both can be copied again", async () => {
    const { source, target, toSide, store, copy } = await switched();
    expect(await takeBack(source, target)).toEqual({ kind: "taken-back" });
    await expectClosed(toSide);
    const session = aSession();
    await store.sessions.create(session);
    expect(await copy.begin()).toEqual({ kind: "begun", isMoved: false });
    expect(await switchOver(copy, 1, plainly)).toMatchObject({ kind: "verified" });
    expect(await sessionsIn(target)).toContainEqual(session);
  });

  test("without the target leaves it as it is, and it is never written over", async () => {
    const { source, target, toSide, copy } = await switched();
    expect(await takeBack(source, null)).toEqual({ kind: "taken-back" });
    const newer = await toSide.store();
    await newer.sessions.create(aSession());
    expect(await copy.begin()).toEqual({ kind: "refused", reason: "taken-back" });
    expect(await sessionsIn(target)).toHaveLength(3);
  });

  test("is refused for what was not moved, and for a target of another copy", async () => {
    const { source } = await switched();
    const other = await copiedOnce();
    expect(await takeBack(other.source, null)).toEqual({ kind: "not-moved" });
    expect(await takeBack(source, other.target)).toEqual({ kind: "not-its-target" });
    expect(await source.mark()).toMatchObject({ state: "moved" });
  });
});

test("a way back that broke off between its two marks goes on", async () => {
  const { source, target, copy, toSide } = await copiedOnce();
  await switchOver(copy, 1, plainly);
  const newer: Store = await toSide.store();
  await newer.sessions.create(aSession());
  // As the run leaves it that ends between the two.
  const arrived = await target.mark();
  if (arrived === null) throw new Error("The target has no mark.");
  await target.setMark({ ...arrived, state: "leaving" }, arrived);
  const back = createCopy({ source: target, target: source });
  expect(await back.begin()).toEqual({ kind: "begun", isMoved: false });
  expect(await switchOver(back, 1, plainly)).toMatchObject({ kind: "verified" });
  expect(await sessionsIn(source)).toHaveLength(3);
});
