import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { OneTimeToken, Store } from "../../src/stores/Store.js";
import { RACERS, race } from "../support/race.js";
import { aOneTimeToken, DAY, LONG_AGO, NOW } from "../support/records.js";

function queryOf({ hash, purpose }: OneTimeToken) {
  return { hash, purpose, now: NOW };
}

/** The rules of the links that work once. */
export function describeOneTimeTokens(store: () => Store): void {
  describe("oneTimeTokens", () => {
    test("a token is taken once, with all its fields", async () => {
      const token = aOneTimeToken({ purpose: "change-email", payload: "näw@example.com" });
      await store().oneTimeTokens.put(token);
      const query = { hash: token.hash, purpose: token.purpose, now: NOW };
      expect(await store().oneTimeTokens.take(query)).toStrictEqual(token);
      expect(await store().oneTimeTokens.take(query)).toBeNull();
    });

    test("an empty payload is read back as null", async () => {
      const token = aOneTimeToken({ payload: null });
      await store().oneTimeTokens.put(token);
      expect(await store().oneTimeTokens.take({ hash: token.hash, purpose: token.purpose, now: NOW })).toStrictEqual(
        token,
      );
    });

    test("of concurrent callers exactly one receives the token", async () => {
      const token = aOneTimeToken();
      await store().oneTimeTokens.put(token);
      const results = await race(() =>
        store().oneTimeTokens.take({ hash: token.hash, purpose: token.purpose, now: NOW }),
      );
      expect(results.filter((result) => result !== null)).toStrictEqual([token]);
    });

    test("a token of another purpose is not taken and stays valid", async () => {
      const token = aOneTimeToken({ purpose: "verify-email" });
      await store().oneTimeTokens.put(token);
      expect(await store().oneTimeTokens.take({ hash: token.hash, purpose: "reset-password", now: NOW })).toBeNull();
      expect(await store().oneTimeTokens.take({ hash: token.hash, purpose: "verify-email", now: NOW })).toStrictEqual(
        token,
      );
    });

    test("an unknown token is not taken", async () => {
      expect(await store().oneTimeTokens.take({ hash: randomUUID(), purpose: "verify-email", now: NOW })).toBeNull();
    });

    test("a token is valid until the millisecond in which it expires", async () => {
      const expired = aOneTimeToken({ expiresAt: NOW });
      await store().oneTimeTokens.put(expired);
      expect(await store().oneTimeTokens.take({ hash: expired.hash, purpose: expired.purpose, now: NOW })).toBeNull();
      const valid = aOneTimeToken({ expiresAt: NOW + 1 });
      await store().oneTimeTokens.put(valid);
      expect(await store().oneTimeTokens.take({ hash: valid.hash, purpose: valid.purpose, now: NOW })).toStrictEqual(
        valid,
      );
    });

    test("a newer token ends the older one of the same user and purpose", async () => {
      const older = aOneTimeToken();
      const newer = aOneTimeToken({ userId: older.userId, payload: "new" });
      await store().oneTimeTokens.put(older);
      await store().oneTimeTokens.put(newer);
      expect(await store().oneTimeTokens.take({ hash: older.hash, purpose: older.purpose, now: NOW })).toBeNull();
      expect(await store().oneTimeTokens.take({ hash: newer.hash, purpose: newer.purpose, now: NOW })).toStrictEqual(
        newer,
      );
    });

    test("of concurrently stored tokens of one user and purpose exactly one stays", async () => {
      const { userId, purpose } = aOneTimeToken();
      const tokens = Array.from({ length: RACERS }, () => aOneTimeToken({ userId, purpose }));
      await Promise.all(tokens.map((token) => store().oneTimeTokens.put(token)));
      const taken = await Promise.all(
        tokens.map((token) => store().oneTimeTokens.take({ hash: token.hash, purpose, now: NOW })),
      );
      expect(taken.filter((token) => token !== null)).toHaveLength(1);
    });

    test("tokens of other purposes and of other users are left alone", async () => {
      const verify = aOneTimeToken({ purpose: "verify-email" });
      const reset = aOneTimeToken({ userId: verify.userId, purpose: "reset-password" });
      const foreign = aOneTimeToken({ purpose: "verify-email" });
      for (const token of [verify, reset, foreign]) await store().oneTimeTokens.put(token);
      for (const token of [verify, reset, foreign]) {
        const query = { hash: token.hash, purpose: token.purpose, now: NOW };
        expect(await store().oneTimeTokens.take(query)).toStrictEqual(token);
      }
    });
  });

  describe("oneTimeTokens.find", () => {
    test("finds what take would take and leaves it there, however often", async () => {
      const token = aOneTimeToken({ purpose: "reset-password", payload: "x" });
      await store().oneTimeTokens.put(token);
      expect(await store().oneTimeTokens.find(queryOf(token))).toStrictEqual(token);
      expect(await store().oneTimeTokens.find(queryOf(token))).toStrictEqual(token);
      expect(await store().oneTimeTokens.take(queryOf(token))).toStrictEqual(token);
      expect(await store().oneTimeTokens.find(queryOf(token))).toBeNull();
    });

    test("finds no token of another purpose, none that is unknown, none from the millisecond in which it expires", async () => {
      const token = aOneTimeToken({ purpose: "verify-email", expiresAt: NOW + 1 });
      await store().oneTimeTokens.put(token);
      expect(await store().oneTimeTokens.find({ ...queryOf(token), purpose: "reset-password" })).toBeNull();
      expect(await store().oneTimeTokens.find({ ...queryOf(token), hash: randomUUID() })).toBeNull();
      expect(await store().oneTimeTokens.find({ ...queryOf(token), now: NOW + 1 })).toBeNull();
      expect(await store().oneTimeTokens.find(queryOf(token))).toStrictEqual(token);
    });
  });

  describe("oneTimeTokens.listByUser", () => {
    test("lists the user's tokens of every purpose, expired ones too, and nobody else's", async () => {
      const verify = aOneTimeToken({ purpose: "verify-email" });
      const { userId } = verify;
      const reset = aOneTimeToken({ userId, purpose: "reset-password", expiresAt: NOW - 1, payload: "x" });
      for (const token of [verify, reset, aOneTimeToken()]) await store().oneTimeTokens.put(token);
      const listed = await store().oneTimeTokens.listByUser(userId);
      expect(listed.toSorted((a, b) => a.purpose.localeCompare(b.purpose))).toStrictEqual([reset, verify]);
      expect(await store().oneTimeTokens.listByUser("nobody")).toEqual([]);
    });
  });

  describe("oneTimeTokens.deleteExpired", () => {
    beforeEach(async () => {
      await store().oneTimeTokens.deleteExpired(LONG_AGO + DAY, 1000);
    });

    test("at most the limit of the expired ones goes, a valid one stays", async () => {
      const expired = Array.from({ length: 5 }, () => aOneTimeToken({ expiresAt: LONG_AGO }));
      const valid = aOneTimeToken({ expiresAt: LONG_AGO + 1 });
      for (const token of [valid, ...expired]) await store().oneTimeTokens.put(token);
      expect(await store().oneTimeTokens.deleteExpired(LONG_AGO, 2)).toBe(2);
      const left = await Promise.all(expired.map(({ userId }) => store().oneTimeTokens.listByUser(userId)));
      expect(left.flat()).toHaveLength(3);
      expect(await store().oneTimeTokens.deleteExpired(LONG_AGO, 100)).toBe(3);
      expect(await store().oneTimeTokens.deleteExpired(LONG_AGO, 100)).toBe(0);
      expect(await store().oneTimeTokens.listByUser(valid.userId)).toStrictEqual([valid]);
    });
  });

  describe("oneTimeTokens.deleteByUser", () => {
    test("every token of the user goes, and nobody else's", async () => {
      const verify = aOneTimeToken({ purpose: "verify-email" });
      const reset = aOneTimeToken({ userId: verify.userId, purpose: "reset-password" });
      const foreign = aOneTimeToken();
      for (const token of [verify, reset, foreign]) await store().oneTimeTokens.put(token);
      expect(await store().oneTimeTokens.deleteByUser(verify.userId)).toBe(2);
      expect(await store().oneTimeTokens.find(queryOf(verify))).toBeNull();
      expect(await store().oneTimeTokens.find(queryOf(reset))).toBeNull();
      expect(await store().oneTimeTokens.find(queryOf(foreign))).toStrictEqual(foreign);
      expect(await store().oneTimeTokens.deleteByUser(verify.userId)).toBe(0);
    });
  });
}
