import type { SecondFactorStore, SecondFactors } from "../../../src/stores/Store.js";

/** The second factors of the memory store. */
export function createSecondFactorStore(assertOpen: () => void): SecondFactorStore {
  const records = new Map<string, SecondFactors>();

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
  };
}
