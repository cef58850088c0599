import { beforeEach, expect, test } from "vitest";
import { ManualClock, MINUTE } from "../../test/support/ManualClock.js";
import { createMemoryStore } from "../../test/support/memoryStore/index.js";
import {
  anAuditEvent,
  anEmailCodesRecord,
  anIdentity,
  aOneTimeToken,
  aPasskey,
  aSession,
  aUser,
  DAY,
  NOW,
} from "../../test/support/records.js";
import type { Store, User } from "../stores/Store.js";
import { newId } from "../utils/ids.js";
import { Cleanup } from "./index.js";

let store: Store;
let clock: ManualClock;
let user: User;
let cleanup: Cleanup;

beforeEach(async () => {
  store = createMemoryStore();
  await store.open();
  clock = new ManualClock(NOW);
  user = aUser();
  await store.users.create(user);
  cleanup = new Cleanup({ store, clock, auditRetention: 180 * DAY });
});

const over = (at: number) => ({ userId: user._id, createdAt: at - DAY, idleExpiresAt: at, expiresAt: at + DAY });
const eventsOf = (userId: string) => store.audit.listByUser({ userId, before: null, limit: 100 });

test("an ended session is kept for 30 days, so that its end can be explained", async () => {
  const [recent, old] = [aSession(over(NOW - 30 * DAY + 1)), aSession(over(NOW - 30 * DAY))];
  for (const session of [recent, old]) await store.sessions.create(session);
  expect(await cleanup.run()).toMatchObject({ sessions: 1 });
  expect(await store.sessions.get(recent._id)).not.toBeNull();
  expect(await store.sessions.get(old._id)).toBeNull();
});

test("the end of an expired session is recorded once in the audit log, also after an interrupted cleanup", async () => {
  const session = aSession(over(NOW - 31 * DAY));
  await store.sessions.create(session);
  const interrupted = new Cleanup({
    store: { ...store, sessions: { ...store.sessions, deleteExpired: () => Promise.reject(new Error("interrupted")) } },
    clock,
    auditRetention: 180 * DAY,
  });
  await expect(interrupted.run()).rejects.toThrow("interrupted");
  expect(await store.sessions.get(session._id)).not.toBeNull();
  await cleanup.run();
  expect(await eventsOf(user._id)).toMatchObject([
    { name: "session_expired", sessionId: session._id, at: NOW - 31 * DAY, detail: { reason: "idle" } },
  ]);
});

test("several instances may clean up at once: each session is deleted once and its end recorded once", async () => {
  for (let i = 0; i < 300; i += 1) await store.sessions.create(aSession(over(NOW - 40 * DAY + i)));
  const instances = [cleanup, new Cleanup({ store, clock, auditRetention: 180 * DAY })];
  const deleted = await Promise.all(instances.map((instance) => instance.run()));
  expect(deleted.reduce((total, { sessions }) => total + sessions, 0)).toBe(300);
  expect(await store.audit.listByUser({ userId: user._id, before: null, limit: 1000 })).toHaveLength(300);
});

test("nothing is recorded for a deleted account, or for an end that is older than the audit retention", async () => {
  const orphan = aSession({ ...over(NOW - 40 * DAY), userId: newId(NOW) });
  const ancient = aSession(over(NOW - 200 * DAY));
  for (const session of [orphan, ancient]) await store.sessions.create(session);
  expect(await cleanup.run()).toMatchObject({ sessions: 2 });
  expect(await eventsOf(orphan.userId)).toEqual([]);
  expect(await eventsOf(user._id)).toEqual([]);
});

test("expired links, codes, counters and events are deleted, others stay", async () => {
  await store.oneTimeTokens.put(aOneTimeToken({ hash: "old", expiresAt: NOW }));
  await store.oneTimeTokens.put(aOneTimeToken({ hash: "new", expiresAt: NOW + 1 }));
  await store.rateLimits.set({ key: "old", points: 1, expiresAt: NOW });
  await store.rateLimits.set({ key: "new", points: 1, expiresAt: NOW + 1 });
  const [old, young] = [anEmailCodesRecord({ expiresAt: NOW }), anEmailCodesRecord({ expiresAt: NOW + 1 })];
  for (const record of [old, young]) await store.emailCodes.create(record);
  const kept = anAuditEvent({ userId: user._id, at: NOW - 180 * DAY });
  await store.audit.append(anAuditEvent({ userId: user._id, at: NOW - 180 * DAY - 1 }));
  await store.audit.append(kept);
  expect(await cleanup.run()).toEqual({
    sessions: 0,
    oneTimeTokens: 1,
    rateLimits: 1,
    emailCodes: 1,
    passkeys: 0,
    identities: 0,
    auditEvents: 1,
  });
  expect(await store.emailCodes.get(old._id)).toBeNull();
  expect(await store.emailCodes.get(young._id)).toEqual(young);
  expect(await eventsOf(user._id)).toEqual([kept]);
  expect(await store.rateLimits.get({ key: "new", now: NOW })).not.toBeNull();
});

test("one run deletes more than one batch", async () => {
  for (let i = 0; i < 450; i += 1) {
    await store.sessions.create(aSession(over(NOW - 40 * DAY)));
    await store.emailCodes.create(anEmailCodesRecord({ expiresAt: NOW }));
  }
  expect(await cleanup.run()).toMatchObject({ sessions: 450, emailCodes: 450 });
});

test("a passkey without a user goes, once it cannot belong to a registration in progress", async () => {
  const [dangling, young, kept] = [aPasskey(), aPasskey({ createdAt: NOW + 10 * MINUTE }), aPasskey()];
  await store.users.create(aUser({ _id: kept.userId }));
  for (const passkey of [dangling, young, kept]) await store.passkeys.create(passkey);
  clock.advance(14 * MINUTE);
  expect(await cleanup.run()).toMatchObject({ passkeys: 0 });
  clock.advance(2 * MINUTE);
  expect(await cleanup.run()).toMatchObject({ passkeys: 1 });
  expect(await store.passkeys.get(dangling._id)).toBeNull();
  clock.advance(10 * MINUTE);
  expect(await cleanup.run()).toMatchObject({ passkeys: 1 });
  expect(await store.passkeys.get(kept._id)).toEqual(kept);
});

test("an identity without a user goes after a day, and one with a user stays", async () => {
  const [dangling, young, kept] = [anIdentity(), anIdentity({ createdAt: NOW + MINUTE }), anIdentity()];
  await store.users.create(aUser({ _id: kept.userId }));
  for (const identity of [dangling, young, kept]) await store.identities.create(identity);
  clock.advance(DAY);
  expect(await cleanup.run()).toMatchObject({ identities: 0 });
  clock.advance(1);
  expect(await cleanup.run()).toMatchObject({ identities: 1 });
  expect(await store.identities.get(dangling._id)).toBeNull();
  clock.advance(MINUTE);
  expect(await cleanup.run()).toMatchObject({ identities: 1 });
  expect(await store.identities.get(kept._id)).toEqual(kept);
});

test("passkeys without a user go in batches, and a new process finds those of the last thirty days", async () => {
  const passkeys = Array.from({ length: 450 }, (_, index) => aPasskey({ createdAt: NOW + index }));
  for (const passkey of passkeys) await store.passkeys.create(passkey);
  clock.advance(DAY);
  expect(await new Cleanup({ store, clock, auditRetention: 180 * DAY }).run()).toMatchObject({ passkeys: 450 });
});
