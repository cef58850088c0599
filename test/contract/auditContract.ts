import { beforeEach, describe, expect, test } from "vitest";
import type { Store } from "../../src/stores/Store.js";
import { newId } from "../../src/utils/ids.js";
import { expectPagesOf } from "./pages.js";
import { race } from "./race.js";
import { anAuditEvent, DAY, LONG_AGO, NOW } from "./records.js";

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

    test("an event that is told twice is there once, as it was told first", async () => {
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
