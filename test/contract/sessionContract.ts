import { describe, expect, test } from "vitest";
import type { Store } from "../../src/stores/Store.js";
import { newId } from "../../src/utils/ids.js";
import { RACERS, race } from "../support/race.js";
import { aSession, aSpentToken, NOW } from "../support/records.js";

/** The rules of one session. */
export function describeSessions(store: () => Store): void {
  describe("sessions.create and sessions.get", () => {
    test("keeps a reason that the release before does not know", async () => {
      const session = aSession();
      await store().sessions.create(session);
      const ended = { ...session, version: 1, revokedAt: NOW, revokeReason: "guessing" } as const;
      expect(await store().sessions.compareAndSet(ended, 0)).toEqual({ kind: "stored" });
      expect(await store().sessions.get(session._id)).toStrictEqual(ended);
      expect((await store().authState(session._id))?.session).toStrictEqual(ended);
      const query = { userId: session.userId, before: null, limit: 10 };
      expect(await store().sessions.listAllByUser(query)).toStrictEqual([ended]);
    });

    test("a session is read back unchanged, with every field set", async () => {
      const session = aSession({
        epoch: 2,
        version: 9,
        generation: 4_000_000_000,
        firstGeneration: 3,
        confirmedAt: NOW + 1,
        previous: [
          aSpentToken(5),
          aSpentToken(4, { successorConfirmedAt: NOW + 2, retryKey: "kéy", network: "2001:db8:0:0::/64" }),
        ],
        lateCount: 2,
        lateSince: NOW + 3,
        openedBy: "client",
        revokedAt: NOW + 4,
        revokeReason: "reuse",
        rememberMe: false,
        userAgent: "Mozilla/5.0 “ünï” 👾",
        ip: "2001:db8::1",
      });
      await store().sessions.create(session);
      expect(await store().sessions.get(session._id)).toStrictEqual(session);
    });

    test("nulls and an empty list of spent tokens are read back as such", async () => {
      const session = aSession();
      await store().sessions.create(session);
      expect(await store().sessions.get(session._id)).toStrictEqual(session);
    });

    test("an unknown session is null", async () => {
      expect(await store().sessions.get(newId(NOW))).toBeNull();
    });

    test("two sessions with one id are a fault, and the first one stays", async () => {
      const first = aSession();
      await store().sessions.create(first);
      await expect(store().sessions.create(aSession({ _id: first._id }))).rejects.toThrow();
      expect(await store().sessions.get(first._id)).toStrictEqual(first);
    });
  });

  describe("sessions.compareAndSet", () => {
    test("the record of the expected version is replaced in every field that may change", async () => {
      const session = aSession();
      await store().sessions.create(session);
      const next = aSession({
        _id: session._id,
        userId: session.userId,
        createdAt: session.createdAt,
        epoch: 1,
        version: 1,
        generation: 2,
        firstGeneration: 1,
        keyId: "00000000",
        tokenHash: "hash-2",
        rotatedAt: NOW + 1,
        confirmedAt: NOW + 2,
        previous: [aSpentToken(0)],
        lateCount: 1,
        lateSince: NOW + 3,
        openedBy: "client",
        lastSeenAt: NOW + 5,
        idleExpiresAt: NOW + 6,
        expiresAt: NOW + 7,
        revokedAt: NOW + 8,
        revokeReason: "logout",
        rememberMe: false,
        userAgent: "curl",
        ip: "127.0.0.1",
      });
      expect(await store().sessions.compareAndSet(next, 0)).toEqual({ kind: "stored" });
      expect(await store().sessions.get(session._id)).toStrictEqual(next);
    });

    test("a field can become null and a list empty again", async () => {
      const session = aSession({ confirmedAt: NOW, previous: [aSpentToken(0)], userAgent: "curl", ip: "127.0.0.1" });
      await store().sessions.create(session);
      const next = { ...session, version: 1, confirmedAt: null, previous: [], userAgent: null, ip: null };
      expect(await store().sessions.compareAndSet(next, 0)).toEqual({ kind: "stored" });
      expect(await store().sessions.get(session._id)).toStrictEqual(next);
    });

    test("another version is a conflict and changes nothing", async () => {
      const session = aSession({ version: 3 });
      await store().sessions.create(session);
      const next = { ...session, lateCount: 9 };
      expect(await store().sessions.compareAndSet({ ...next, version: 3 }, 2)).toEqual({ kind: "conflict" });
      expect(await store().sessions.compareAndSet({ ...next, version: 5 }, 4)).toEqual({ kind: "conflict" });
      expect(await store().sessions.get(session._id)).toStrictEqual(session);
    });

    test("a missing session is a conflict and does not come to life", async () => {
      const session = aSession();
      expect(await store().sessions.compareAndSet({ ...session, version: 1 }, 0)).toEqual({ kind: "conflict" });
      expect(await store().sessions.get(session._id)).toBeNull();
    });

    test("of concurrent replacements of one version exactly one is stored", async () => {
      const session = aSession();
      await store().sessions.create(session);
      const results = await race((racer) =>
        store().sessions.compareAndSet({ ...session, lateCount: racer, version: 1 }, 0),
      );
      const winner = results.findIndex((result) => result.kind === "stored");
      expect(results.filter((result) => result.kind === "conflict")).toHaveLength(RACERS - 1);
      expect(await store().sessions.get(session._id)).toStrictEqual({ ...session, lateCount: winner, version: 1 });
    });

    test("no increment of concurrent read-and-replace loops is lost", async () => {
      const { _id } = aSession();
      await store().sessions.create(aSession({ _id }));
      async function increment(): Promise<void> {
        const session = await store().sessions.get(_id);
        if (session === null) throw new Error("The session is gone.");
        const next = { ...session, lateCount: session.lateCount + 1, version: session.version + 1 };
        const result = await store().sessions.compareAndSet(next, session.version);
        if (result.kind === "conflict") await increment();
      }
      await Promise.all(Array.from({ length: 20 }, increment));
      expect(await store().sessions.get(_id)).toMatchObject({ lateCount: 20, version: 20 });
    });
  });
}
