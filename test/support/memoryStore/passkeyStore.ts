import type { Passkey, PasskeyStore } from "../../../src/stores/Store.js";
import { deleteWhere } from "./deleteWhere.js";

/** The passkeys of the memory store. */
export function createPasskeyStore(assertOpen: () => void): PasskeyStore {
  const passkeys = new Map<string, Passkey>();

  function oldestFirst(isWanted: (passkey: Passkey) => boolean): Passkey[] {
    assertOpen();
    const wanted = [...passkeys.values()].filter(isWanted);
    return structuredClone(wanted.toSorted((a, b) => a.createdAt - b.createdAt || (a._id < b._id ? -1 : 1)));
  }

  return {
    async get(id) {
      assertOpen();
      return structuredClone(passkeys.get(id) ?? null);
    },
    async create(passkey) {
      assertOpen();
      if (passkeys.has(passkey._id)) return { kind: "taken" };
      passkeys.set(passkey._id, structuredClone(passkey));
      return { kind: "created" };
    },
    async compareAndSet(next, expectedVersion) {
      assertOpen();
      if (passkeys.get(next._id)?.version !== expectedVersion) return { kind: "conflict" };
      passkeys.set(next._id, structuredClone(next));
      return { kind: "stored" };
    },
    async delete({ id, userId }) {
      assertOpen();
      return passkeys.get(id)?.userId === userId && passkeys.delete(id);
    },
    async listByUser(userId) {
      return oldestFirst((passkey) => passkey.userId === userId);
    },
    async listCreated({ from, before, limit }) {
      return oldestFirst(({ createdAt }) => createdAt >= from && createdAt < before).slice(0, limit);
    },
    async deleteByUser(userId) {
      assertOpen();
      return deleteWhere(passkeys, (passkey) => passkey.userId === userId);
    },
  };
}
