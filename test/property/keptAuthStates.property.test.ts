import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { AuthState, Session, Store, User } from "../../src/stores/Store.js";
import { anAddition, anAuditEvent, aSession, aUser, NOW } from "../support/records.js";
import { everyVerb } from "../support/store/everyVerb.js";
import { openSqliteStore, temporaryDatabase } from "../support/store/sqliteFolder.js";

/** A user with two sessions, in a file that two stores have open: each is a connection of its own, as a process has. */
interface Setting {
  readonly stores: readonly [Store, Store];
  readonly user: User;
  readonly sessions: readonly [Session, Session];
}

async function openTwice(): Promise<readonly [Store, Store]> {
  const path = temporaryDatabase();
  return [await openSqliteStore({ path }), await openSqliteStore({ path })];
}

async function settingIn(stores: readonly [Store, Store]): Promise<Setting> {
  const user = aUser();
  const sessions = [aSession({ userId: user._id }), aSession({ userId: user._id })] as const;
  await stores[0].users.create(user);
  for (const session of sessions) await stores[0].sessions.create(session);
  return { stores, user, sessions };
}

/** The records of an auth state, read one by one: these reads are never kept. */
async function stored(store: Store, sessionId: string): Promise<AuthState | null> {
  const session = await store.sessions.get(sessionId);
  return session === null ? null : { session, user: await store.users.byId(session.userId) };
}

async function expectAsStored({ stores, sessions }: Setting, store: Store): Promise<void> {
  for (const { _id } of sessions) {
    expect(await store.authState(_id)).toStrictEqual(await stored(stores[1], _id));
    expect(await store.authState(_id)).toStrictEqual(await stored(stores[0], _id));
  }
}

async function changeSession(store: Store, sessionId: string, change: Partial<Session>): Promise<void> {
  const session = await store.sessions.get(sessionId);
  if (session === null) return;
  await store.sessions.compareAndSet({ ...session, ...change, version: session.version + 1 }, session.version);
}

async function changeUser(store: Store, userId: string, change: (user: User) => Partial<User>): Promise<void> {
  const user = await store.users.byId(userId);
  if (user !== null) {
    await store.users.compareAndSet({ ...user, ...change(user), version: user.version + 1 }, user.version);
  }
}

const WRITES: Readonly<Record<string, (setting: Setting, store: Store, session: Session) => Promise<unknown>>> = {
  refresh: (_, store, { _id }) => changeSession(store, _id, { lastSeenAt: NOW + 1 }),
  revoke: (_, store, { _id }) => changeSession(store, _id, { revokedAt: NOW, revokeReason: "logout" }),
  "lose the race": (_, store, session) => store.sessions.compareAndSet({ ...session, version: 99 }, 98),
  "sign out everywhere": ({ user }, store) => changeUser(store, user._id, ({ epoch }) => ({ epoch: epoch + 1 })),
  disable: ({ user }, store) => changeUser(store, user._id, () => ({ disabledAt: NOW })),
  "delete the user": ({ user }, store) => store.users.delete(user._id),
  "delete the sessions": ({ user }, store) => store.sessions.deleteByUser(user._id),
  purge: (_, store, { _id, expiresAt }) => store.sessions.deleteExpired([_id], expiresAt),
  "sign in again": (_, store, session) => store.sessions.create(session).catch(() => undefined),
  "count an attempt": (_, store) => store.rateLimits.add(anAddition()),
  audit: (_, store) => store.audit.append(anAuditEvent()),
};

const steps = fc.array(
  fc.record({
    write: fc.constantFrom(...Object.keys(WRITES)),
    by: fc.constantFrom(0, 1),
    session: fc.constantFrom(0, 1),
    /** Who looks afterwards. Where nobody does, a state that is out of date has longer to be found. */
    looks: fc.constantFrom([], [0], [1], [0, 1]),
  }),
  { minLength: 1, maxLength: 12 },
);

describe("an auth state that is kept", () => {
  test("is what the database has, after every write of this process and of another one", async () => {
    const stores = await openTwice();
    await fc.assert(
      fc.asyncProperty(steps, async (story) => {
        const setting = await settingIn(stores);
        for (const store of stores) await expectAsStored(setting, store);
        for (const { write, by, session, looks } of story) {
          await WRITES[write]?.(setting, stores[by] ?? stores[0], setting.sessions[session] ?? setting.sessions[0]);
          for (const looker of looks) await expectAsStored(setting, stores[looker] ?? stores[0]);
        }
        for (const store of stores) await expectAsStored(setting, store);
      }),
      { numRuns: 150 },
    );
  });

  test("is what the database has, while writes of both processes are under way", async () => {
    const stores = await openTwice();
    const setting = await settingIn(stores);
    const [{ _id }] = setting.sessions;
    const newest = { acknowledged: 0 };
    const writer = async (store: Store, times: number) => {
      for (let i = 0; i < times; i += 1) {
        const session = await store.sessions.get(_id);
        if (session === null) return;
        const next = { ...session, version: session.version + 1 };
        const { kind } = await store.sessions.compareAndSet(next, session.version);
        if (kind === "stored") newest.acknowledged = Math.max(newest.acknowledged, next.version);
      }
    };
    const reader = async (store: Store) => {
      while (newest.acknowledged < 100) {
        const acknowledged = newest.acknowledged;
        const state = await store.authState(_id);
        expect(state?.session.version, "not older than what was acknowledged before").toBeGreaterThanOrEqual(
          acknowledged,
        );
        await new Promise(setImmediate);
      }
    };
    await Promise.all([writer(stores[0], 200), writer(stores[1], 200), ...stores.map(reader)]);
  });

  test.each(Object.entries(everyVerb))("is what the database has after %s", async (_, call) => {
    const stores = await openTwice();
    const setting = await settingIn(stores);
    await expectAsStored(setting, stores[0]);
    await call(stores[0]);
    await expectAsStored(setting, stores[0]);
  });
});
