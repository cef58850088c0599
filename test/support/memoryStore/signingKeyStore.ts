import type { SigningKey, SigningKeyStore } from "../../../src/stores/Store.js";

/** The signing keys of the memory store. */
export function createSigningKeyStore(assertOpen: () => void): SigningKeyStore {
  const keys = new Map<string, SigningKey>();

  return {
    async list() {
      assertOpen();
      return structuredClone([...keys.values()].toSorted((a, b) => a.sequence - b.sequence));
    },
    async create(key) {
      assertOpen();
      const isTaken = [...keys.values()].some(({ _id, sequence }) => _id === key._id || sequence === key.sequence);
      if (isTaken) return { kind: "taken" };
      keys.set(key._id, structuredClone(key));
      return { kind: "created" };
    },
    async compareAndSet(next, expectedVersion) {
      assertOpen();
      if (keys.get(next._id)?.version !== expectedVersion) return { kind: "conflict" };
      keys.set(next._id, structuredClone(next));
      return { kind: "stored" };
    },
    async delete(id) {
      assertOpen();
      return keys.delete(id);
    },
  };
}
