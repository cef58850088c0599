import { describe, expect, test } from "vitest";
import type { SecondFactors, Store } from "../../src/stores/Store.js";
import { newId } from "../../src/utils/ids.js";
import { RACERS, race } from "../support/race.js";
import { aSecondFactorsRecord, NOW } from "../support/records.js";

/** The rules of authenticator apps and recovery codes. */
export function describeSecondFactors(store: () => Store): void {
  const secondFactors = () => store().secondFactors;

  async function storedFactors(overrides: Partial<SecondFactors> = {}): Promise<SecondFactors> {
    const record = aSecondFactorsRecord(overrides);
    expect(await secondFactors().create(record)).toEqual({ kind: "created" });
    return record;
  }

  describe("secondFactors.get", () => {
    test("has every field as it was stored, also those of a user who has nothing but a key that waits", async () => {
      const full = await storedFactors({ pending: { sealedSecret: "sealed too", expiresAt: NOW + 1 } });
      const begun = await storedFactors({
        totp: null,
        pending: { sealedSecret: "sealed", expiresAt: NOW },
        recoveryCodes: [],
        madeAt: null,
      });
      const none = await storedFactors({ totp: null, recoveryCodes: [], madeAt: null });
      for (const record of [full, begun, none]) expect(await secondFactors().get(record._id)).toStrictEqual(record);
    });

    test("is null for a user without factors", async () => {
      expect(await secondFactors().get(newId(NOW))).toBeNull();
    });
  });

  describe("secondFactors.create", () => {
    test("a user who has some is reported, and nothing is replaced", async () => {
      const record = await storedFactors();
      const other = aSecondFactorsRecord({ _id: record._id, totp: null });
      expect(await secondFactors().create(other)).toEqual({ kind: "taken" });
      expect(await secondFactors().get(record._id)).toStrictEqual(record);
    });

    test("of concurrent calls for one user exactly one creates", async () => {
      const _id = newId(NOW);
      const rivals = Array.from({ length: RACERS }, (_, nth) => aSecondFactorsRecord({ _id, madeAt: NOW + nth }));
      const results = await Promise.all(rivals.map((rival) => secondFactors().create(rival)));
      const winners = rivals.filter((_, nth) => results[nth]?.kind === "created");
      expect(winners).toHaveLength(1);
      expect(await secondFactors().get(_id)).toStrictEqual(winners[0]);
    });
  });

  describe("secondFactors.compareAndSet", () => {
    test("replaces the record of the expected version, also by one without any factor", async () => {
      const record = await storedFactors();
      const next = { ...record, version: 1, totp: null, pending: null, recoveryCodes: [], madeAt: null };
      expect(await secondFactors().compareAndSet(next, 0)).toEqual({ kind: "stored" });
      expect(await secondFactors().get(record._id)).toStrictEqual(next);
    });

    test("another version is a conflict, a missing record too, and nothing is stored", async () => {
      const record = await storedFactors({ version: 3 });
      for (const expected of [2, 4]) {
        const next = { ...record, version: expected + 1, totp: null };
        expect(await secondFactors().compareAndSet(next, expected)).toEqual({ kind: "conflict" });
      }
      expect(await secondFactors().get(record._id)).toStrictEqual(record);
      const missing = aSecondFactorsRecord({ version: 1 });
      expect(await secondFactors().compareAndSet(missing, 0)).toEqual({ kind: "conflict" });
      expect(await secondFactors().get(missing._id)).toBeNull();
    });

    test("of concurrent calls that spend one code exactly one stores", async () => {
      const record = await storedFactors();
      const spends = Array.from({ length: RACERS }, (_, nth) => spending(record, nth));
      const results = await race((racer) => secondFactors().compareAndSet(spends[racer] ?? record, 0));
      const winners = spends.filter((_, racer) => results[racer]?.kind === "stored");
      expect(winners).toHaveLength(1);
      expect(await secondFactors().get(record._id)).toStrictEqual(winners[0]);
    });
  });

  describe("secondFactors.delete", () => {
    test("removes one user's; exactly one of concurrent callers learns that there were some", async () => {
      const [record, other] = [await storedFactors(), await storedFactors()];
      const results = await race(() => secondFactors().delete(record._id));
      expect(results.filter((wasThere) => wasThere)).toHaveLength(1);
      expect(await secondFactors().get(record._id)).toBeNull();
      expect(await secondFactors().get(other._id)).toStrictEqual(other);
    });

    test("is not undone by a code that is spent at the same time", async () => {
      const record = await storedFactors();
      const [isDeleted] = await Promise.all([
        secondFactors().delete(record._id),
        secondFactors().compareAndSet(spending(record, 0), 0),
      ]);
      expect(isDeleted).toBe(true);
      expect(await secondFactors().get(record._id)).toBeNull();
    });
  });
}

function spending(record: SecondFactors, nth: number): SecondFactors {
  const recoveryCodes = record.recoveryCodes.map((code) => ({ ...code, usedAt: NOW + nth }));
  return { ...record, version: record.version + 1, recoveryCodes };
}
