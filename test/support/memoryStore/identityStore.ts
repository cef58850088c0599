import type { Identity, IdentityStore } from "../../../src/stores/Store.js";
import { deleteWhere } from "./deleteWhere.js";

/** The identities of the memory store. */
export function createIdentityStore(assertOpen: () => void): IdentityStore {
  const identities = new Map<string, Identity>();

  function oldestFirst(isWanted: (identity: Identity) => boolean): Identity[] {
    assertOpen();
    const wanted = [...identities.values()].filter(isWanted);
    return structuredClone(wanted.toSorted((a, b) => a.createdAt - b.createdAt || (a._id < b._id ? -1 : 1)));
  }

  return {
    async get(id) {
      assertOpen();
      return structuredClone(identities.get(id) ?? null);
    },
    async create(identity) {
      assertOpen();
      if (identities.has(identity._id)) return { kind: "taken" };
      identities.set(identity._id, structuredClone(identity));
      return { kind: "created" };
    },
    async compareAndSet(next, expectedVersion) {
      assertOpen();
      if (identities.get(next._id)?.version !== expectedVersion) return { kind: "conflict" };
      identities.set(next._id, structuredClone(next));
      return { kind: "stored" };
    },
    async delete({ id, userId }) {
      assertOpen();
      return identities.get(id)?.userId === userId && identities.delete(id);
    },
    async listByUser(userId) {
      return oldestFirst((identity) => identity.userId === userId);
    },
    async listCreated({ from, before, limit }) {
      return oldestFirst(({ createdAt }) => createdAt >= from && createdAt < before).slice(0, limit);
    },
    async deleteByUser(userId) {
      assertOpen();
      return deleteWhere(identities, (identity) => identity.userId === userId);
    },
  };
}
