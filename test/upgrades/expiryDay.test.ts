import { existsSync } from "node:fs";
import Database from "better-sqlite3";
import { expect, onTestFinished, test } from "vitest";
import type { Session } from "../../src/stores/Store.js";
import { aSession, DAY, LONG_AGO } from "../support/records.js";
import { openSqliteStore, temporaryDatabase } from "../support/store/sqliteFolder.js";
import { askRelease } from "../support/upgrades/askRelease.js";
import { buildReleaseBefore, hasReleaseBefore } from "../support/upgrades/releaseBefore.js";

const hasRelease = hasReleaseBefore();
const release = hasRelease ? await buildReleaseBefore() : "";

/**
 * Runs a piece of code on the file with the store of the release before, which it calls `store`, as a server does that was not
 * stopped: it looked what the file needs before the upgrade.
 */
function asReleaseBefore<Answer>(path: string, given: Readonly<Record<string, Session>>, code: string): Answer {
  forgetNeeds(path);
  const run = `(async () => {
    const { path, ${Object.keys(given)} } = given;
    const store = module.createSqliteStore({ path });
    await store.open();
    const answer = await ${code};
    await store.close();
    return answer ?? null;
  })()`;
  return askRelease(release, "stores/sqlite/index.js", run, { path, ...given });
}

function forgetNeeds(path: string): void {
  if (!existsSync(path)) return;
  const database = new Database(path);
  database.exec("UPDATE migrations SET needs = 0");
  database.close();
}

function daysIn(path: string): Map<unknown, unknown> {
  const database = new Database(path, { readonly: true });
  onTestFinished(() => void database.close());
  return new Map(database.prepare<[], [string, number]>("SELECT _id, expiryDay FROM sessions").raw().all());
}

test.skipIf(!hasRelease)(
  "a session that the release before has extended is never deleted before its end, and found at its end",
  async () => {
    const path = temporaryDatabase();
    const store = await openSqliteStore({ path });
    const session = aSession({ idleExpiresAt: LONG_AGO });
    await store.sessions.create(session);
    const extended = { ...session, version: 1, idleExpiresAt: LONG_AGO + 5 * DAY };
    asReleaseBefore(path, { extended }, "store.sessions.compareAndSet(extended, 0)");
    expect(daysIn(path)).toEqual(new Map([[session._id, Math.floor(LONG_AGO / DAY)]]));

    expect(await store.sessions.listExpired(LONG_AGO + DAY, 10)).toEqual([]);
    expect(await store.sessions.deleteExpired([session._id], LONG_AGO + DAY)).toBe(0);
    expect(daysIn(path)).toEqual(new Map([[session._id, Math.floor(extended.idleExpiresAt / DAY)]]));
    expect(await store.sessions.listExpired(extended.idleExpiresAt + DAY, 10)).toStrictEqual([extended]);
  },
);

test.skipIf(!hasRelease)("a session that the release before has shortened is found at its former end", async () => {
  const path = temporaryDatabase();
  const store = await openSqliteStore({ path });
  const session = aSession({ idleExpiresAt: LONG_AGO + 5 * DAY });
  await store.sessions.create(session);
  const shortened = { ...session, version: 1, idleExpiresAt: LONG_AGO };
  asReleaseBefore(path, { shortened }, "store.sessions.compareAndSet(shortened, 0)");
  expect(await store.sessions.listExpired(LONG_AGO + 6 * DAY, 10)).toStrictEqual([shortened]);
});

test.skipIf(!hasRelease)(
  "sessions from before the migration, and those that the release before opens after it, are found at their end",
  async () => {
    const path = temporaryDatabase();
    const living = aSession();
    const early = aSession({ idleExpiresAt: LONG_AGO - 2 * DAY });
    const late = aSession({ idleExpiresAt: LONG_AGO - DAY });
    const createBoth = "store.sessions.create(living).then(() => store.sessions.create(early))";
    asReleaseBefore(path, { living, early }, createBoth);
    const store = await openSqliteStore({ path });
    asReleaseBefore(path, { late }, "store.sessions.create(late)");
    // A page that holds nothing but living ones is not the end.
    expect(await store.sessions.listExpired(LONG_AGO, 1)).toHaveLength(1);
    expect((await store.sessions.listExpired(LONG_AGO, 10)).map(({ _id }) => _id).toSorted()).toEqual(
      [early._id, late._id].toSorted(),
    );
    expect(await store.sessions.get(living._id)).toStrictEqual(living);
  },
);

test.skipIf(!hasRelease)("the release before still cleans up by the true end", async () => {
  const path = temporaryDatabase();
  const store = await openSqliteStore({ path });
  const [over, living] = [aSession({ idleExpiresAt: LONG_AGO }), aSession()];
  for (const session of [over, living]) await store.sessions.create(session);
  const listed = asReleaseBefore<Session[]>(path, {}, `store.sessions.listExpired(${LONG_AGO}, 10)`);
  expect(listed.map(({ _id }) => _id)).toEqual([over._id]);
});
