import { describe, expect, test } from "vitest";
import type { Identity, Store } from "../../src/stores/Store.js";
import { newId } from "../../src/utils/ids.js";
import { RACERS, race } from "../support/race.js";
import { anIdentity, LONG_AGO, NOW } from "../support/records.js";

/** The rules of accounts at providers. */
export function describeIdentities(store: () => Store): void {
  const identities = () => store().identities;

  async function aStoredIdentity(overrides: Partial<Identity> = {}): Promise<Identity> {
    const identity = anIdentity(overrides);
    expect(await identities().create(identity)).toEqual({ kind: "created" });
    return identity;
  }

  describe("identities.get", () => {
    test("has every field as it was stored", async () => {
      const fresh = await aStoredIdentity({ email: null, emailVerified: false });
      // The longest subject that the standard allows.
      const used = await aStoredIdentity({ subject: newId(NOW).padEnd(255, "x"), lastUsedAt: NOW + 1, version: 7 });
      for (const identity of [fresh, used]) expect(await identities().get(identity._id)).toStrictEqual(identity);
    });

    test("is null for an identity that is not known", async () => {
      expect(await identities().get(anIdentity()._id)).toBeNull();
    });
  });

  describe("identities.create", () => {
    test("a known identity is reported, also another user's, and nothing is replaced", async () => {
      const identity = await aStoredIdentity();
      for (const userId of [identity.userId, newId(NOW)]) {
        expect(await identities().create({ ...identity, userId, provider: "another" })).toEqual({ kind: "taken" });
      }
      expect(await identities().get(identity._id)).toStrictEqual(identity);
    });

    test("of concurrent calls of many users with one identity exactly one creates", async () => {
      const identity = anIdentity();
      const rivals = Array.from({ length: RACERS }, () => ({ ...identity, userId: newId(NOW) }));
      const results = await Promise.all(rivals.map((rival) => identities().create(rival)));
      const winners = rivals.filter((_, nth) => results[nth]?.kind === "created");
      expect(winners).toHaveLength(1);
      expect(await identities().get(identity._id)).toStrictEqual(winners[0]);
    });

    test("one user may have several, also with one address", async () => {
      const { userId, email } = await aStoredIdentity();
      await aStoredIdentity({ userId, email });
      expect(await identities().listByUser(userId)).toHaveLength(2);
    });
  });

  describe("identities.compareAndSet", () => {
    test("replaces the record of the expected version", async () => {
      const identity = await aStoredIdentity();
      const next = { ...identity, version: 1, email: null, emailVerified: false, lastUsedAt: NOW };
      expect(await identities().compareAndSet(next, 0)).toEqual({ kind: "stored" });
      expect(await identities().get(identity._id)).toStrictEqual(next);
    });

    test("another version is a conflict, a missing identity too, and nothing is stored", async () => {
      const identity = await aStoredIdentity({ version: 3 });
      for (const expected of [2, 4]) {
        const next = { ...identity, version: expected + 1, email: "another@example.com" };
        expect(await identities().compareAndSet(next, expected)).toEqual({ kind: "conflict" });
      }
      expect(await identities().get(identity._id)).toStrictEqual(identity);
      const missing = anIdentity({ version: 1 });
      expect(await identities().compareAndSet(missing, 0)).toEqual({ kind: "conflict" });
      expect(await identities().get(missing._id)).toBeNull();
    });

    test("of concurrent calls with one version exactly one stores", async () => {
      const identity = await aStoredIdentity();
      const uses = Array.from({ length: RACERS }, (_, nth) => ({ ...identity, version: 1, lastUsedAt: NOW + nth }));
      const results = await race((racer) => identities().compareAndSet(uses[racer] ?? identity, 0));
      const winners = uses.filter((_, racer) => results[racer]?.kind === "stored");
      expect(winners).toHaveLength(1);
      expect(await identities().get(identity._id)).toStrictEqual(winners[0]);
    });
  });

  describe("identities.delete", () => {
    test("removes an identity for its owner and for nobody else; exactly one of concurrent callers learns it", async () => {
      const [identity, other] = [await aStoredIdentity(), await aStoredIdentity()];
      expect(await identities().delete({ id: identity._id, userId: other.userId })).toBe(false);
      expect(await identities().get(identity._id)).toStrictEqual(identity);
      const results = await race(() => identities().delete({ id: identity._id, userId: identity.userId }));
      expect(results.filter((wasThere) => wasThere)).toHaveLength(1);
      expect(await identities().get(identity._id)).toBeNull();
      expect(await identities().get(other._id)).toStrictEqual(other);
    });

    test("is not undone by a sign-in at the same time", async () => {
      const identity = await aStoredIdentity();
      const [isDeleted] = await Promise.all([
        identities().delete({ id: identity._id, userId: identity.userId }),
        identities().compareAndSet({ ...identity, version: 1, lastUsedAt: NOW }, 0),
      ]);
      expect(isDeleted).toBe(true);
      expect(await identities().get(identity._id)).toBeNull();
    });

    test("frees the account at the provider for another user", async () => {
      const identity = await aStoredIdentity();
      await identities().delete({ id: identity._id, userId: identity.userId });
      const next = { ...identity, userId: newId(NOW) };
      expect(await identities().create(next)).toEqual({ kind: "created" });
      expect(await identities().get(identity._id)).toStrictEqual(next);
    });
  });

  describe("identities.listByUser", () => {
    test("has the user's own, oldest first, and of one time by _id", async () => {
      const userId = newId(NOW);
      const made = [2, 1, 3, 1].map((nth) => anIdentity({ userId, createdAt: NOW + nth }));
      for (const identity of [...made, anIdentity()]) await identities().create(identity);
      expect(await identities().listByUser(userId)).toStrictEqual(made.toSorted(byCreation));
      expect(await identities().listByUser(newId(NOW))).toEqual([]);
    });
  });

  describe("identities.listCreated", () => {
    test("has those of a span, with its first moment and without its last, oldest first, up to a limit", async () => {
      const made = [0, 5, 3, 3, 9, 10].map((nth) => anIdentity({ createdAt: LONG_AGO + nth }));
      for (const identity of made) await identities().create(identity);
      const inSpan = made.filter(({ createdAt }) => createdAt >= LONG_AGO + 3 && createdAt < LONG_AGO + 10);
      const span = { from: LONG_AGO + 3, before: LONG_AGO + 10 };
      expect(await identities().listCreated({ ...span, limit: 10 })).toStrictEqual(inSpan.toSorted(byCreation));
      expect(await identities().listCreated({ ...span, limit: 3 })).toStrictEqual(
        inSpan.toSorted(byCreation).slice(0, 3),
      );
    });
  });

  describe("identities.deleteByUser", () => {
    test("every identity of the user goes, and nobody else's", async () => {
      const userId = newId(NOW);
      for (let nth = 0; nth < 3; nth += 1) await aStoredIdentity({ userId });
      const foreign = await aStoredIdentity();
      expect(await identities().deleteByUser(userId)).toBe(3);
      expect(await identities().listByUser(userId)).toEqual([]);
      expect(await identities().get(foreign._id)).toStrictEqual(foreign);
      expect(await identities().deleteByUser(userId)).toBe(0);
    });
  });
}

function byCreation(a: Identity, b: Identity): number {
  return a.createdAt - b.createdAt || (a._id < b._id ? -1 : 1);
}
