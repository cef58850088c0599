import { beforeEach, describe, expect, test } from "vitest";
import type { Session, Store } from "../../src/stores/Store.js";
import { newId } from "../../src/utils/ids.js";
import { race } from "../support/race.js";
import { aSession, DAY, LONG_AGO, NOW } from "../support/records.js";
import { expectPagesOf } from "../support/store/pages.js";

/** The rules of many sessions. */
export function describeSessionLists(store: () => Store): void {
  describe("sessions.listByUser", () => {
    test("only the user's living sessions of the epoch are listed, newest first", async () => {
      const userId = newId(NOW);
      const mine = (overrides: Partial<Session>) => aSession({ userId, epoch: 1, ...overrides });
      const middle = mine({ createdAt: NOW - 2 });
      const oldest = mine({ createdAt: NOW - 3 });
      const newest = mine({ createdAt: NOW - 1 });
      const hidden = [
        mine({ revokedAt: NOW, revokeReason: "logout" }),
        mine({ idleExpiresAt: NOW, expiresAt: NOW + DAY }),
        mine({ idleExpiresAt: NOW, expiresAt: NOW }),
        mine({ epoch: 0 }),
        mine({ epoch: 2 }),
        aSession({ epoch: 1 }),
      ];
      for (const session of [middle, ...hidden, oldest, newest]) await store().sessions.create(session);
      const listed = await store().sessions.listByUser({ userId, epoch: 1, now: NOW, limit: 10 });
      expect(listed).toStrictEqual([newest, middle, oldest]);
    });

    test("a session lives until the millisecond in which it expires", async () => {
      const session = aSession({ idleExpiresAt: NOW + 1, expiresAt: NOW + 1 });
      await store().sessions.create(session);
      const query = { userId: session.userId, epoch: 0, limit: 10 };
      expect(await store().sessions.listByUser({ ...query, now: NOW })).toStrictEqual([session]);
      expect(await store().sessions.listByUser({ ...query, now: NOW + 1 })).toEqual([]);
    });

    test("the limit keeps the newest", async () => {
      const userId = newId(NOW);
      const sessions = [1, 2, 3, 4].map((age) => aSession({ userId, createdAt: NOW - age }));
      for (const session of sessions) await store().sessions.create(session);
      const listed = await store().sessions.listByUser({ userId, epoch: 0, now: NOW, limit: 2 });
      expect(listed).toStrictEqual(sessions.slice(0, 2));
    });

    test("a user without sessions has an empty list", async () => {
      expect(await store().sessions.listByUser({ userId: newId(NOW), epoch: 0, now: NOW, limit: 10 })).toEqual([]);
    });
  });

  describe("sessions.listAllByUser", () => {
    test("every session of the user is listed, however it ended, and nobody else's", async () => {
      const userId = newId(NOW);
      const sessions = [
        aSession({ _id: newId(NOW + 4), userId, createdAt: NOW - 9 }),
        aSession({ _id: newId(NOW + 3), userId, epoch: 7 }),
        aSession({ _id: newId(NOW + 2), userId, revokedAt: NOW, revokeReason: "logout" }),
        aSession({ _id: newId(NOW + 1), userId, idleExpiresAt: NOW - 2, expiresAt: NOW - 1 }),
      ];
      for (const session of [aSession(), ...sessions.toReversed()]) await store().sessions.create(session);
      const listed = await store().sessions.listAllByUser({ userId, before: null, limit: 10 });
      expect(listed).toStrictEqual(sessions);
    });

    test("cursors page through everything exactly once", async () => {
      const userId = newId(NOW);
      const sessions = Array.from({ length: 7 }, () => aSession({ userId }));
      for (const session of [aSession(), ...sessions, aSession()]) await store().sessions.create(session);
      await expectPagesOf(sessions, (before) => store().sessions.listAllByUser({ userId, before, limit: 3 }));
    });

    test("a cursor keeps its place when its session is gone", async () => {
      const userId = newId(NOW);
      const [newest, middle, oldest] = [3, 2, 1].map((at) => aSession({ _id: newId(NOW + at), userId }));
      if (newest === undefined || oldest === undefined) throw new Error("Three sessions were made.");
      for (const session of [newest, oldest]) await store().sessions.create(session);
      const page = await store().sessions.listAllByUser({ userId, before: middle?._id ?? null, limit: 10 });
      expect(page).toStrictEqual([oldest]);
    });
  });

  describe("sessions whose life is over", () => {
    beforeEach(async () => {
      const left = await store().sessions.listExpired(LONG_AGO + 3 * DAY, 1000);
      await store().sessions.deleteExpired(
        left.map(({ _id }) => _id),
        LONG_AGO + 3 * DAY,
      );
    });

    test("are listed when their idle or absolute life is over, longest over first, revoked or not", async () => {
      const ago = (days: number) => LONG_AGO - days * DAY;
      const idle = aSession({ idleExpiresAt: ago(2), expiresAt: LONG_AGO + 1 });
      const over = aSession({ idleExpiresAt: ago(1), expiresAt: ago(1) });
      const oldest = aSession({ idleExpiresAt: ago(3), expiresAt: ago(3) });
      const ended = aSession({ idleExpiresAt: ago(4), revokedAt: ago(5), revokeReason: "reuse" });
      const living = aSession({ idleExpiresAt: LONG_AGO + 1, expiresAt: LONG_AGO + 1 });
      for (const session of [idle, over, ended, oldest, living]) await store().sessions.create(session);
      expect(await store().sessions.listExpired(LONG_AGO, 100)).toStrictEqual([ended, oldest, idle, over]);
      expect(await store().sessions.listExpired(LONG_AGO, 3)).toStrictEqual([ended, oldest, idle]);
      expect(await store().sessions.listExpired(ago(3) - 1, 100)).toStrictEqual([ended]);
    });

    test("are listed at the latest a day after their end, and never before it", async () => {
      const session = aSession({ idleExpiresAt: LONG_AGO, expiresAt: LONG_AGO });
      await store().sessions.create(session);
      expect(await store().sessions.listExpired(LONG_AGO - 1, 100)).toEqual([]);
      expect(await store().sessions.listExpired(LONG_AGO + DAY, 100)).toStrictEqual([session]);
    });

    test("are listed by the end that they have now, also when it was another one", async () => {
      const [later, sooner] = [0, 2].map((days) => aSession({ idleExpiresAt: LONG_AGO + days * DAY })) as [
        Session,
        Session,
      ];
      for (const session of [later, sooner]) await store().sessions.create(session);
      await store().sessions.compareAndSet({ ...later, version: 1, idleExpiresAt: LONG_AGO + 2 * DAY }, 0);
      const shortened = { ...sooner, version: 1, idleExpiresAt: LONG_AGO };
      await store().sessions.compareAndSet(shortened, 0);
      expect(await store().sessions.listExpired(LONG_AGO + DAY, 100)).toStrictEqual([shortened]);
    });

    test("are deleted when they are named; a living one, an unnamed one and an unknown id are no matter", async () => {
      const named = [1, 2].map((age) => aSession({ idleExpiresAt: LONG_AGO - age, expiresAt: LONG_AGO }));
      const unnamed = aSession({ idleExpiresAt: LONG_AGO, expiresAt: LONG_AGO });
      const living = aSession({ idleExpiresAt: LONG_AGO + 1, expiresAt: LONG_AGO + 1 });
      for (const session of [...named, unnamed, living]) await store().sessions.create(session);
      const ids = [...named, living, aSession()].map(({ _id }) => _id);
      expect(await store().sessions.deleteExpired(ids, LONG_AGO)).toBe(2);
      for (const { _id } of named) expect(await store().sessions.get(_id)).toBeNull();
      expect(await store().sessions.get(unnamed._id)).toStrictEqual(unnamed);
      expect(await store().sessions.get(living._id)).toStrictEqual(living);
      expect(await store().sessions.deleteExpired(ids, LONG_AGO)).toBe(0);
      expect(await store().sessions.deleteExpired([], LONG_AGO)).toBe(0);
    });

    test("a revoked session stays until it expires, so that its tokens are still recognized", async () => {
      const revoked = aSession({ revokedAt: LONG_AGO - 1, revokeReason: "reuse" });
      await store().sessions.create(revoked);
      expect(await store().sessions.listExpired(LONG_AGO, 100)).toEqual([]);
      expect(await store().sessions.deleteExpired([revoked._id], LONG_AGO)).toBe(0);
      expect(await store().sessions.get(revoked._id)).toStrictEqual(revoked);
    });

    test("one that is extended after it was listed stays", async () => {
      const session = aSession({ idleExpiresAt: LONG_AGO, expiresAt: NOW });
      await store().sessions.create(session);
      const [listed] = await store().sessions.listExpired(LONG_AGO + DAY, 100);
      const extended = { ...session, version: 1, idleExpiresAt: LONG_AGO + DAY + 1 };
      await store().sessions.compareAndSet(extended, 0);
      expect(await store().sessions.deleteExpired([listed?._id ?? ""], LONG_AGO + DAY)).toBe(0);
      expect(await store().sessions.get(session._id)).toStrictEqual(extended);
    });

    test("concurrent deletions count each once", async () => {
      const expired = Array.from({ length: 5 }, () => aSession({ idleExpiresAt: LONG_AGO, expiresAt: LONG_AGO }));
      for (const session of expired) await store().sessions.create(session);
      const ids = expired.map(({ _id }) => _id);
      const counts = await race(() => store().sessions.deleteExpired(ids, LONG_AGO));
      expect(counts.reduce((sum, count) => sum + count)).toBe(5);
    });
  });

  describe("sessions.deleteByUser", () => {
    test("every session of the user goes, ended ones too, and nobody else's", async () => {
      const userId = newId(NOW);
      const own: Session[] = [
        aSession({ userId }),
        aSession({ userId, revokedAt: NOW, revokeReason: "logout" }),
        aSession({ userId, epoch: 3 }),
      ];
      const foreign = aSession();
      for (const session of [...own, foreign]) await store().sessions.create(session);
      expect(await store().sessions.deleteByUser(userId)).toBe(3);
      expect(await store().sessions.listAllByUser({ userId, before: null, limit: 10 })).toEqual([]);
      expect(await store().sessions.get(foreign._id)).toStrictEqual(foreign);
      expect(await store().sessions.deleteByUser(userId)).toBe(0);
    });
  });
}
