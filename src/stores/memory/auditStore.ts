import type { AuditEvent, AuditStore } from "../Store.js";
import { newestFirst } from "./newestFirst.js";

/** The audit events of the memory store. */
export function createAuditStore(assertOpen: () => void): AuditStore {
  const events: AuditEvent[] = [];

  return {
    async append(event) {
      assertOpen();
      events.push(structuredClone(event));
    },
    async listByUser({ userId, limit }) {
      assertOpen();
      const own = events.filter((event) => event.userId === userId);
      return structuredClone(newestFirst(own, (event) => event.at).slice(0, limit));
    },
  };
}
