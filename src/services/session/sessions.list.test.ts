import { expect, test } from "vitest";
import { MINUTE } from "../../../test/support/ManualClock.js";
import { createMemoryStore } from "../../../test/support/memoryStore/index.js";
import { aSession, aUser, NOW } from "../../../test/support/records.js";
import { createSessionServices } from "../../../test/support/services/sessionServices.js";
import type { Session } from "../../stores/Store.js";
import { newId } from "../../utils/ids.js";

const user = aUser({ epoch: 2 });

/** The list of a user who has these sessions. */
async function listOf(sessions: readonly Session[], currentSessionId: string) {
  const store = createMemoryStore();
  await store.open();
  await store.users.create(user);
  for (const session of sessions) await store.sessions.create(session);
  return createSessionServices(store).sessions.list(user._id, currentSessionId);
}

const ofUser = (overrides: Partial<Session> = {}) => aSession({ userId: user._id, epoch: 2, ...overrides });

test("a session is listed with what its owner knows it by, and nothing that a token could be made of", async () => {
  const here = ofUser({
    _id: newId(NOW - 5),
    createdAt: NOW - 5,
    lastSeenAt: NOW - 1,
    userAgent: "a browser",
    ip: "192.0.2.1",
  });
  const elsewhere = ofUser({ _id: newId(NOW - 9), createdAt: NOW - 9 });
  expect(await listOf([elsewhere, here], here._id)).toEqual([
    {
      _id: here._id,
      current: true,
      createdAt: NOW - 5,
      lastSeenAt: NOW - 10 * MINUTE,
      expiresAt: here.expiresAt,
      userAgent: "a browser",
      ip: "192.0.2.1",
    },
    {
      _id: elsewhere._id,
      current: false,
      createdAt: NOW - 9,
      lastSeenAt: NOW,
      expiresAt: elsewhere.expiresAt,
      userAgent: null,
      ip: null,
    },
  ]);
});

test("what has ended is not listed: revoked, run out, of an earlier epoch", async () => {
  const ended = [ofUser({ revokedAt: NOW, revokeReason: "logout" }), ofUser({ expiresAt: NOW }), ofUser({ epoch: 1 })];
  expect(await listOf(ended, newId(NOW))).toEqual([]);
});

test("one hundred are listed at most", async () => {
  const many = Array.from({ length: 101 }, () => ofUser());
  expect(await listOf(many, newId(NOW))).toHaveLength(100);
});

test("who has no account any more has no sessions", async () => {
  const store = createMemoryStore();
  await store.open();
  const session = ofUser();
  await store.sessions.create(session);
  expect(await createSessionServices(store).sessions.list(user._id, session._id)).toEqual([]);
});
