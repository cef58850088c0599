import { excessEvents } from "../../../src/stores/adapterRules.js";
import type { AuditEvent, AuditStore } from "../../../src/stores/Store.js";
import { byIdDescending } from "./byIdDescending.js";
import { deleteWhere } from "./deleteWhere.js";

/** The audit events of the memory store. */
export function createAuditStore(assertOpen: () => void): AuditStore {
  const events = new Map<string, AuditEvent>();
  return {
    async append(event) {
      assertOpen();
      if (!events.has(event._id)) events.set(event._id, structuredClone(event));
    },
    async list({ before, limit }) {
      assertOpen();
      return structuredClone(byIdDescending([...events.values()], before).slice(0, limit));
    },
    async listByUser({ userId, before, limit }) {
      assertOpen();
      const own = [...events.values()].filter((event) => event.userId === userId);
      return structuredClone(byIdDescending(own, before).slice(0, limit));
    },
    async deleteBefore(time, limit) {
      assertOpen();
      const past = [...events.values()].filter((event) => event.at < time);
      const oldest = past.toSorted((a, b) => a.at - b.at).slice(0, limit);
      for (const { _id } of oldest) events.delete(_id);
      return oldest.length;
    },
    async trimByUser({ userId, max, limit, ranks }) {
      assertOpen();
      const own = [...events.values()].filter((event) => event.userId === userId);
      const oldest = byIdDescending(own, null)
        .toReversed()
        .slice(0, max + limit);
      const excess = excessEvents(oldest, { max, ranks });
      for (const id of excess) events.delete(id);
      return excess.length;
    },
    async deleteByUser(userId) {
      assertOpen();
      return deleteWhere(events, (event) => event.userId === userId);
    },
  };
}
