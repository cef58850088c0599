import { describe, expect, test } from "vitest";
import type { SigningKey, Store } from "../../src/stores/Store.js";
import { RACERS, race } from "../support/race.js";
import { aSigningKey, NOW } from "../support/records.js";

/** The rules of the keys that sign access tokens. */
export function describeSigningKeys(store: () => Store): void {
  const signingKeys = () => store().signingKeys;
  const stored = async (id: string) => (await signingKeys().list()).find(({ _id }) => _id === id);

  async function aStoredKey(overrides: Partial<SigningKey> = {}): Promise<SigningKey> {
    const key = aSigningKey(overrides);
    expect(await signingKeys().create(key)).toEqual({ kind: "created" });
    return key;
  }

  describe("signingKeys.list", () => {
    test("has every key with every field, in the order of the sequence", async () => {
      const [later, sooner] = [aSigningKey({ sequence: 1_000_002 }), aSigningKey({ sequence: 1_000_001 })];
      for (const key of [later, sooner]) await signingKeys().create(key);
      const listed = (await signingKeys().list()).filter(({ sequence }) => sequence > 1_000_000);
      expect(listed).toStrictEqual([sooner, later]);
    });
  });

  describe("signingKeys.create", () => {
    test("a taken sequence or id is reported, and nothing is replaced", async () => {
      const key = await aStoredKey();
      expect(await signingKeys().create(aSigningKey({ sequence: key.sequence }))).toEqual({ kind: "taken" });
      expect(await signingKeys().create(aSigningKey({ _id: key._id }))).toEqual({ kind: "taken" });
      expect(await stored(key._id)).toStrictEqual(key);
    });

    test("of concurrent calls with one sequence exactly one creates", async () => {
      const { sequence } = aSigningKey();
      const rivals = Array.from({ length: RACERS }, () => aSigningKey({ sequence }));
      const results = await race((racer) => signingKeys().create(rivals[racer] ?? aSigningKey()));
      const winners = rivals.filter((_, racer) => results[racer]?.kind === "created");
      expect(winners).toHaveLength(1);
      expect((await signingKeys().list()).filter((key) => key.sequence === sequence)).toStrictEqual(winners);
    });
  });

  describe("signingKeys.compareAndSet", () => {
    test("replaces the record of the expected version", async () => {
      const key = await aStoredKey();
      const next = { ...key, version: 1, signsFrom: NOW - 1, sealedKey: "sealed again" };
      expect(await signingKeys().compareAndSet(next, 0)).toEqual({ kind: "stored" });
      expect(await stored(key._id)).toStrictEqual(next);
    });

    test("another version is a conflict, a missing key too, and nothing is stored", async () => {
      const key = await aStoredKey({ version: 3 });
      expect(await signingKeys().compareAndSet({ ...key, version: 3, signsFrom: 0 }, 2)).toEqual({ kind: "conflict" });
      expect(await stored(key._id)).toStrictEqual(key);
      const missing = aSigningKey({ version: 1 });
      expect(await signingKeys().compareAndSet(missing, 0)).toEqual({ kind: "conflict" });
      expect(await stored(missing._id)).toBeUndefined();
    });

    test("of concurrent calls exactly one stores", async () => {
      const key = await aStoredKey();
      const results = await race((racer) =>
        signingKeys().compareAndSet({ ...key, version: 1, signsFrom: NOW + racer }, 0),
      );
      const winners = results.flatMap(({ kind }, racer) => (kind === "stored" ? [racer] : []));
      expect(winners).toHaveLength(1);
      expect(await stored(key._id)).toMatchObject({ signsFrom: NOW + (winners[0] ?? -1) });
    });
  });

  describe("signingKeys.delete", () => {
    test("removes one key; exactly one of concurrent callers learns that it existed", async () => {
      const [key, other] = [await aStoredKey(), await aStoredKey()];
      const results = await race(() => signingKeys().delete(key._id));
      expect(results.filter((wasThere) => wasThere)).toHaveLength(1);
      expect(await stored(key._id)).toBeUndefined();
      expect(await stored(other._id)).toStrictEqual(other);
    });
  });
}
