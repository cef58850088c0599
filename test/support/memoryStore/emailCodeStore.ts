import type { EmailCodeStore, EmailCodes } from "../../../src/stores/Store.js";
import { deleteWhere } from "./deleteWhere.js";

/** The mailed codes of the memory store. */
export function createEmailCodeStore(assertOpen: () => void): EmailCodeStore {
  const records = new Map<string, EmailCodes>();

  return {
    async get(userId) {
      assertOpen();
      return structuredClone(records.get(userId) ?? null);
    },
    async create(record) {
      assertOpen();
      if (records.has(record._id)) return { kind: "taken" };
      records.set(record._id, structuredClone(record));
      return { kind: "created" };
    },
    async compareAndSet(next, expectedVersion) {
      assertOpen();
      if (records.get(next._id)?.version !== expectedVersion) return { kind: "conflict" };
      records.set(next._id, structuredClone(next));
      return { kind: "stored" };
    },
    async delete(userId) {
      assertOpen();
      return records.delete(userId);
    },
    async deleteExpired(now, limit) {
      assertOpen();
      return deleteWhere(records, ({ expiresAt }) => expiresAt <= now, limit);
    },
  };
}
