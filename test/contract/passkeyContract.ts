import { describe, expect, test } from "vitest";
import type { Passkey, Store } from "../../src/stores/Store.js";
import { newId } from "../../src/utils/ids.js";
import { RACERS, race } from "../support/race.js";
import { aPasskey, LONG_AGO, NOW } from "../support/records.js";

/** The rules of passkeys. */
export function describePasskeys(store: () => Store): void {
  const passkeys = () => store().passkeys;

  async function aStoredPasskey(overrides: Partial<Passkey> = {}): Promise<Passkey> {
    const passkey = aPasskey(overrides);
    expect(await passkeys().create(passkey)).toEqual({ kind: "created" });
    return passkey;
  }

  describe("passkeys.get", () => {
    test("has every field as it was stored", async () => {
      const fresh = await aStoredPasskey({ transports: [], backedUp: false, userVerified: false });
      const used = await aStoredPasskey({
        // The longest id that the standard allows.
        credentialId: "A".repeat(1364),
        counter: 2 ** 32 - 1,
        lastUsedAt: NOW + 1,
        spent: Array.from({ length: 16 }, (_, nth) => ({ hash: `challenge ${nth}`, until: NOW + nth })),
        version: 7,
      });
      for (const passkey of [fresh, used]) expect(await passkeys().get(passkey._id)).toStrictEqual(passkey);
    });

    test("is null for a passkey that is not known", async () => {
      expect(await passkeys().get(aPasskey()._id)).toBeNull();
    });
  });

  describe("passkeys.create", () => {
    test("a known passkey is reported, also another user's, and nothing is replaced", async () => {
      const passkey = await aStoredPasskey();
      for (const userId of [passkey.userId, newId(NOW)]) {
        expect(await passkeys().create({ ...passkey, userId, publicKey: "another" })).toEqual({ kind: "taken" });
      }
      expect(await passkeys().get(passkey._id)).toStrictEqual(passkey);
    });

    test("of concurrent calls of many users with one passkey exactly one creates", async () => {
      const passkey = aPasskey();
      const rivals = Array.from({ length: RACERS }, () => ({ ...passkey, userId: newId(NOW) }));
      const results = await Promise.all(rivals.map((rival) => passkeys().create(rival)));
      const winners = rivals.filter((_, nth) => results[nth]?.kind === "created");
      expect(winners).toHaveLength(1);
      expect(await passkeys().get(passkey._id)).toStrictEqual(winners[0]);
    });
  });

  describe("passkeys.compareAndSet", () => {
    test("replaces the record of the expected version", async () => {
      const passkey = await aStoredPasskey({ spent: [{ hash: "an old one", until: NOW }] });
      const next = { ...passkey, version: 1, name: "My new phone", counter: 1, lastUsedAt: NOW, spent: [] };
      expect(await passkeys().compareAndSet(next, 0)).toEqual({ kind: "stored" });
      expect(await passkeys().get(passkey._id)).toStrictEqual(next);
    });

    test("another version is a conflict, a missing passkey too, and nothing is stored", async () => {
      const passkey = await aStoredPasskey({ version: 3 });
      for (const expected of [2, 4]) {
        const next = { ...passkey, version: expected + 1, name: "another" };
        expect(await passkeys().compareAndSet(next, expected)).toEqual({ kind: "conflict" });
      }
      expect(await passkeys().get(passkey._id)).toStrictEqual(passkey);
      const missing = aPasskey({ version: 1 });
      expect(await passkeys().compareAndSet(missing, 0)).toEqual({ kind: "conflict" });
      expect(await passkeys().get(missing._id)).toBeNull();
    });

    test("of concurrent calls that spend one challenge exactly one stores", async () => {
      const passkey = await aStoredPasskey();
      const spends = Array.from({ length: RACERS }, (_, nth) => ({
        ...passkey,
        version: 1,
        lastUsedAt: NOW + nth,
        spent: [{ hash: "one challenge", until: NOW }],
      }));
      const results = await race((racer) => passkeys().compareAndSet(spends[racer] ?? passkey, 0));
      const winners = spends.filter((_, racer) => results[racer]?.kind === "stored");
      expect(winners).toHaveLength(1);
      expect(await passkeys().get(passkey._id)).toStrictEqual(winners[0]);
    });
  });

  describe("passkeys.delete", () => {
    test("removes a passkey for its owner and for nobody else; exactly one of concurrent callers learns it", async () => {
      const [passkey, other] = [await aStoredPasskey(), await aStoredPasskey()];
      expect(await passkeys().delete({ id: passkey._id, userId: other.userId })).toBe(false);
      expect(await passkeys().get(passkey._id)).toStrictEqual(passkey);
      const results = await race(() => passkeys().delete({ id: passkey._id, userId: passkey.userId }));
      expect(results.filter((wasThere) => wasThere)).toHaveLength(1);
      expect(await passkeys().get(passkey._id)).toBeNull();
      expect(await passkeys().get(other._id)).toStrictEqual(other);
    });

    test("is not undone by a sign-in at the same time", async () => {
      const passkey = await aStoredPasskey();
      const [isDeleted] = await Promise.all([
        passkeys().delete({ id: passkey._id, userId: passkey.userId }),
        passkeys().compareAndSet({ ...passkey, version: 1, lastUsedAt: NOW }, 0),
      ]);
      expect(isDeleted).toBe(true);
      expect(await passkeys().get(passkey._id)).toBeNull();
    });
  });

  describe("passkeys.listByUser", () => {
    test("has the user's own, oldest first, and of one time by _id", async () => {
      const userId = newId(NOW);
      const made = [2, 1, 3, 1].map((nth) => aPasskey({ userId, createdAt: NOW + nth }));
      for (const passkey of [...made, aPasskey()]) await passkeys().create(passkey);
      expect(await passkeys().listByUser(userId)).toStrictEqual(made.toSorted(byCreation));
      expect(await passkeys().listByUser(newId(NOW))).toEqual([]);
    });
  });

  describe("passkeys.listCreated", () => {
    test("has those of a span, with its first moment and without its last, oldest first, up to a limit", async () => {
      const made = [0, 5, 3, 3, 9, 10].map((nth) => aPasskey({ createdAt: LONG_AGO + nth }));
      for (const passkey of made) await passkeys().create(passkey);
      const inSpan = made.filter(({ createdAt }) => createdAt >= LONG_AGO + 3 && createdAt < LONG_AGO + 10);
      const span = { from: LONG_AGO + 3, before: LONG_AGO + 10 };
      expect(await passkeys().listCreated({ ...span, limit: 10 })).toStrictEqual(inSpan.toSorted(byCreation));
      expect(await passkeys().listCreated({ ...span, limit: 3 })).toStrictEqual(
        inSpan.toSorted(byCreation).slice(0, 3),
      );
    });
  });

  describe("passkeys.deleteByUser", () => {
    test("every passkey of the user goes, and nobody else's", async () => {
      const userId = newId(NOW);
      for (let nth = 0; nth < 3; nth += 1) await aStoredPasskey({ userId });
      const foreign = await aStoredPasskey();
      expect(await passkeys().deleteByUser(userId)).toBe(3);
      expect(await passkeys().listByUser(userId)).toEqual([]);
      expect(await passkeys().get(foreign._id)).toStrictEqual(foreign);
      expect(await passkeys().deleteByUser(userId)).toBe(0);
    });
  });
}

function byCreation(a: Passkey, b: Passkey): number {
  return a.createdAt - b.createdAt || (a._id < b._id ? -1 : 1);
}
