import { describe, expect, test } from "vitest";
import type { EmailCodes, Store } from "../../src/stores/Store.js";
import { newId } from "../../src/utils/ids.js";
import { RACERS, race } from "../support/race.js";
import { anEmailCode, anEmailCodesRecord, LONG_AGO, NOW } from "../support/records.js";

/** The rules of mailed codes. */
export function describeEmailCodes(store: () => Store): void {
  const emailCodes = () => store().emailCodes;

  async function storedCodes(overrides: Partial<EmailCodes> = {}): Promise<EmailCodes> {
    const record = anEmailCodesRecord(overrides);
    expect(await emailCodes().create(record)).toEqual({ kind: "created" });
    return record;
  }

  describe("emailCodes.get", () => {
    test("has every field as it was stored, also where no code waits", async () => {
      const [some, none] = [await storedCodes({ version: 7 }), await storedCodes({ waiting: [] })];
      for (const record of [some, none]) expect(await emailCodes().get(record._id)).toStrictEqual(record);
    });

    test("is null for a user without codes", async () => {
      expect(await emailCodes().get(newId(NOW))).toBeNull();
    });
  });

  describe("emailCodes.create", () => {
    test("a user who has a record is reported, and nothing is replaced", async () => {
      const record = await storedCodes();
      expect(await emailCodes().create(anEmailCodesRecord({ _id: record._id }))).toEqual({ kind: "taken" });
      expect(await emailCodes().get(record._id)).toStrictEqual(record);
    });

    test("of concurrent calls for one user exactly one creates", async () => {
      const _id = newId(NOW);
      const rivals = Array.from({ length: RACERS }, () => anEmailCodesRecord({ _id }));
      const results = await Promise.all(rivals.map((rival) => emailCodes().create(rival)));
      const winners = rivals.filter((_, nth) => results[nth]?.kind === "created");
      expect(winners).toHaveLength(1);
      expect(await emailCodes().get(_id)).toStrictEqual(winners[0]);
    });
  });

  describe("emailCodes.compareAndSet", () => {
    test("replaces the record of the expected version, with its end", async () => {
      const record = await storedCodes();
      const next = { ...record, version: 1, waiting: [anEmailCode()], expiresAt: NOW + 700_000 };
      expect(await emailCodes().compareAndSet(next, 0)).toEqual({ kind: "stored" });
      expect(await emailCodes().get(record._id)).toStrictEqual(next);
    });

    test("another version is a conflict, a missing record too, and nothing is stored", async () => {
      const record = await storedCodes({ version: 3 });
      for (const expected of [2, 4]) {
        const next = { ...record, version: expected + 1, waiting: [] };
        expect(await emailCodes().compareAndSet(next, expected)).toEqual({ kind: "conflict" });
      }
      expect(await emailCodes().get(record._id)).toStrictEqual(record);
      const missing = anEmailCodesRecord({ version: 1 });
      expect(await emailCodes().compareAndSet(missing, 0)).toEqual({ kind: "conflict" });
      expect(await emailCodes().get(missing._id)).toBeNull();
    });

    test("of concurrent tries with one version exactly one is counted", async () => {
      const record = await storedCodes();
      const tries = Array.from({ length: RACERS }, (_, nth) => trying(record, nth));
      const results = await race((racer) => emailCodes().compareAndSet(tries[racer] ?? record, 0));
      const winners = tries.filter((_, racer) => results[racer]?.kind === "stored");
      expect(winners).toHaveLength(1);
      expect(await emailCodes().get(record._id)).toStrictEqual(winners[0]);
    });
  });

  describe("emailCodes.delete", () => {
    test("removes one user's; exactly one of concurrent callers learns that there were some", async () => {
      const [record, other] = [await storedCodes(), await storedCodes()];
      const results = await race(() => emailCodes().delete(record._id));
      expect(results.filter((wasThere) => wasThere)).toHaveLength(1);
      expect(await emailCodes().get(record._id)).toBeNull();
      expect(await emailCodes().get(other._id)).toStrictEqual(other);
    });

    test("is not undone by a try at the same time", async () => {
      const record = await storedCodes();
      const [isDeleted] = await Promise.all([
        emailCodes().delete(record._id),
        emailCodes().compareAndSet(trying(record, 0), 0),
      ]);
      expect(isDeleted).toBe(true);
      expect(await emailCodes().get(record._id)).toBeNull();
    });
  });

  describe("emailCodes.deleteExpired", () => {
    test("deletes what is over, up to a limit, and nothing else", async () => {
      const ends = [3, 1, 2, 4];
      const records: EmailCodes[] = [];
      for (const end of ends) records.push(await storedCodes({ expiresAt: LONG_AGO + end }));
      const left = async () => {
        const found = await Promise.all(records.map(({ _id }) => emailCodes().get(_id)));
        return ends.filter((_, nth) => found[nth] !== null);
      };
      expect(await emailCodes().deleteExpired(LONG_AGO, 10)).toBe(0);
      expect(await emailCodes().deleteExpired(LONG_AGO + 3, 2)).toBe(2);
      expect(await left()).toHaveLength(2);
      expect(await emailCodes().deleteExpired(LONG_AGO + 3, 2)).toBe(1);
      expect(await emailCodes().deleteExpired(LONG_AGO + 3, 2)).toBe(0);
      expect(await left()).toEqual([4]);
      await emailCodes().deleteExpired(LONG_AGO + 4, 10);
    });

    test("a record that gets a new code at the same time is either deleted or keeps the code", async () => {
      const record = await storedCodes({ expiresAt: LONG_AGO });
      const next = { ...record, version: 1, waiting: [anEmailCode()], expiresAt: NOW };
      const [{ kind }] = await Promise.all([
        emailCodes().compareAndSet(next, 0),
        emailCodes().deleteExpired(LONG_AGO, 10),
      ]);
      expect(await emailCodes().get(record._id)).toStrictEqual(kind === "stored" ? next : null);
    });

    test("of concurrent calls each record is counted once", async () => {
      for (let nth = 0; nth < RACERS; nth += 1) await storedCodes({ expiresAt: LONG_AGO });
      const deleted = await race(() => emailCodes().deleteExpired(LONG_AGO, RACERS));
      const rest = await emailCodes().deleteExpired(LONG_AGO, RACERS);
      expect(deleted.reduce((total, count) => total + count, rest)).toBe(RACERS);
    });
  });
}

function trying(record: EmailCodes, nth: number): EmailCodes {
  const waiting = record.waiting.map((code) => ({ ...code, tries: nth + 1 }));
  return { ...record, version: record.version + 1, waiting };
}
