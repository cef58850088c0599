import { beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../src/stores/Store.js";
import { newId } from "../../src/utils/ids.js";
import { race } from "../support/race.js";
import { anAuditEvent, DAY, LONG_AGO, NOW } from "../support/records.js";
import { expectPagesOf } from "../support/store/pages.js";

/** The rules of the audit events. */
export function describeAudit(store: () => Store): void {
  describe("audit", () => {
    test("an event is read back unchanged, with every field set", async () => {
      const event = anAuditEvent({
        sessionId: newId(NOW),
        name: "session.revoked",
        ip: "203.0.113.9",
        userAgent: "Mozilla/5.0 👾",
        detail: { reason: "réuse", count: 3, ratio: 0.5, mine: true, other: false, nothing: null },
      });
      await store().audit.append(event);
      const { userId } = event;
      if (userId === null) throw new Error("The builder gives every event a user.");
      expect(await store().audit.listByUser({ userId, before: null, limit: 10 })).toStrictEqual([event]);
    });

    test("nulls and an empty detail are read back as such", async () => {
      const userId = newId(NOW);
      const event = anAuditEvent({ userId, detail: {} });
      await store().audit.append(event);
      expect(await store().audit.listByUser({ userId, before: null, limit: 10 })).toStrictEqual([event]);
    });

    test("an event without a user is accepted and is in nobody's list", async () => {
      const event = anAuditEvent({ userId: null, name: "login.failed" });
      await store().audit.append(event);
      expect(await store().audit.listByUser({ userId: "null", before: null, limit: 10 })).toEqual([]);
    });

    test("only the user's events are listed, newest first by id, up to the limit", async () => {
      const userId = newId(NOW);
      // The times say otherwise: a cursor needs an order in which no two are alike.
      const first = anAuditEvent({ _id: newId(NOW + 2), userId, at: NOW - 1 });
      const second = anAuditEvent({ _id: newId(NOW + 1), userId, at: NOW });
      const third = anAuditEvent({ _id: newId(NOW), userId, at: NOW + 1 });
      for (const event of [second, third, first, anAuditEvent()]) await store().audit.append(event);
      expect(await store().audit.listByUser({ userId, before: null, limit: 10 })).toStrictEqual([first, second, third]);
      expect(await store().audit.listByUser({ userId, before: null, limit: 2 })).toStrictEqual([first, second]);
    });

    test("everybody's events are listed newest first by id, page by page", async () => {
      // Nobody else's event is as late.
      const late = NOW + 1000 * DAY;
      const events = Array.from({ length: 7 }, (_, nth) => anAuditEvent({ _id: newId(late + (nth % 3)) }));
      for (const event of [anAuditEvent(), ...events]) await store().audit.append(event);
      const seen = await store().audit.list({ before: null, limit: 3 });
      for (let page = 0; page < 2; page += 1) {
        seen.push(...(await store().audit.list({ before: seen.at(-1)?._id ?? null, limit: 3 })));
      }
      expect(seen.slice(0, 7)).toStrictEqual(events.toSorted((a, b) => (a._id < b._id ? 1 : -1)));
      expect(seen[7]?.at).toBeLessThan(late);
    });

    test("cursors page through everything exactly once, also events of one millisecond", async () => {
      const userId = newId(NOW);
      const events = Array.from({ length: 7 }, () => anAuditEvent({ userId }));
      for (const event of [anAuditEvent(), ...events, anAuditEvent()]) await store().audit.append(event);
      await expectPagesOf(events, (before) => store().audit.listByUser({ userId, before, limit: 3 }));
    });

    test("an event that is recorded twice is stored once, in its first form", async () => {
      const userId = newId(NOW);
      const event = anAuditEvent({ userId });
      await store().audit.append(event);
      await store().audit.append({ ...event, name: "other", at: NOW + 1, detail: { changed: true } });
      expect(await store().audit.listByUser({ userId, before: null, limit: 10 })).toStrictEqual([event]);
    });

    test("an event that many tell at once is there once", async () => {
      const userId = newId(NOW);
      const event = anAuditEvent({ userId });
      await race(() => store().audit.append(event));
      expect(await store().audit.listByUser({ userId, before: null, limit: 10 })).toStrictEqual([event]);
    });
  });

  describe("audit.deleteBefore", () => {
    beforeEach(async () => {
      await store().audit.deleteBefore(LONG_AGO + DAY, 1000);
    });

    test("the events of before the time go, oldest first, at most the limit", async () => {
      const userId = newId(NOW);
      const at = (time: number) => anAuditEvent({ _id: newId(time), userId, at: time });
      const [kept, newest, middle, oldest] = [0, 1, 2, 3].map((age) => at(LONG_AGO - age));
      const nobodys = anAuditEvent({ _id: newId(LONG_AGO - 4), userId: null, at: LONG_AGO - 4 });
      for (const event of [newest, oldest, kept, middle, nobodys]) if (event) await store().audit.append(event);
      const left = () => store().audit.listByUser({ userId, before: null, limit: 10 });
      expect(await store().audit.deleteBefore(LONG_AGO, 3)).toBe(3);
      expect(await left()).toStrictEqual([kept, newest]);
      expect(await store().audit.deleteBefore(LONG_AGO, 100)).toBe(1);
      expect(await store().audit.deleteBefore(LONG_AGO, 100)).toBe(0);
      expect(await left()).toStrictEqual([kept]);
    });
  });

  describe("audit.trimByUser", () => {
    const ranks = { noise: 0, routine: 1 };

    /** One event a name, the first the oldest. */
    async function someEvents(userId: string, names: readonly string[]) {
      const events = names.map((name, nth) => anAuditEvent({ _id: newId(NOW + nth), userId, name }));
      for (const event of events) await store().audit.append(event);
      return events;
    }
    const namesOf = async (userId: string) => {
      const events = await store().audit.listByUser({ userId, before: null, limit: 1000 });
      return events.map(({ name }) => name).toReversed();
    };

    test("events beyond the maximum go: the lowest rank first, the oldest of a rank first, what has no rank last", async () => {
      const userId = newId(NOW);
      await someEvents(userId, ["theft", "noise", "routine", "noise", "constructor", "routine", "noise"]);
      const trim = (max: number) => store().audit.trimByUser({ userId, max, limit: 100, ranks });
      expect(await trim(7)).toBe(0);
      expect(await trim(5)).toBe(2);
      expect(await namesOf(userId)).toEqual(["theft", "routine", "constructor", "routine", "noise"]);
      expect(await trim(3)).toBe(2);
      expect(await namesOf(userId)).toEqual(["theft", "constructor", "routine"]);
      expect(await trim(1)).toBe(2);
      expect(await namesOf(userId)).toEqual(["constructor"]);
    });

    test("one call deletes at most the limit, of the oldest", async () => {
      const userId = newId(NOW);
      await someEvents(userId, ["theft", "noise", "noise", "noise", "noise", "noise"]);
      const trim = () => store().audit.trimByUser({ userId, max: 2, limit: 3, ranks });
      expect(await trim()).toBe(3);
      expect(await trim()).toBe(1);
      expect(await trim()).toBe(0);
      expect(await namesOf(userId)).toEqual(["theft", "noise"]);
    });

    test("nobody else's event goes", async () => {
      const [userId, strangerId] = [newId(NOW), newId(NOW)];
      await someEvents(strangerId, ["noise", "noise", "noise"]);
      await someEvents(userId, ["noise", "noise"]);
      expect(await store().audit.trimByUser({ userId, max: 0, limit: 10, ranks })).toBe(2);
      expect(await namesOf(strangerId)).toHaveLength(3);
    });

    test("of many at once, together with new events, none leaves fewer than the maximum", async () => {
      const userId = newId(NOW);
      await someEvents(userId, Array(30).fill("noise"));
      const writing = someEvents(userId, Array(10).fill("routine"));
      await race(() => store().audit.trimByUser({ userId, max: 20, limit: 100, ranks }));
      await writing;
      expect((await namesOf(userId)).length).toBeGreaterThanOrEqual(20);
      await store().audit.trimByUser({ userId, max: 20, limit: 100, ranks });
      expect((await namesOf(userId)).sort()).toEqual([...Array(10).fill("noise"), ...Array(10).fill("routine")]);
    });
  });

  describe("audit.deleteByUser", () => {
    test("every event of the user goes, and nobody else's", async () => {
      const userId = newId(NOW);
      const strangerId = newId(NOW);
      const foreign = anAuditEvent({ userId: strangerId });
      const own = [anAuditEvent({ userId }), anAuditEvent({ userId })];
      for (const event of [...own, foreign]) await store().audit.append(event);
      expect(await store().audit.deleteByUser(userId)).toBe(2);
      expect(await store().audit.listByUser({ userId, before: null, limit: 10 })).toEqual([]);
      expect(await store().audit.listByUser({ userId: strangerId, before: null, limit: 10 })).toStrictEqual([foreign]);
      expect(await store().audit.deleteByUser(userId)).toBe(0);
    });
  });
}
