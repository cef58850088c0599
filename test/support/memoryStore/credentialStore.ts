import type { Identity, IdentityStore, Passkey, PasskeyStore } from "../../../src/stores/Store.js";
import { deleteWhere } from "./deleteWhere.js";
import { versionedRecords } from "./versionedRecords.js";

/** The passkeys of the memory store. */
export function createPasskeyStore(assertOpen: () => void): PasskeyStore {
  return createCredentialStore<Passkey>(assertOpen);
}

/** The identities of the memory store. */
export function createIdentityStore(assertOpen: () => void): IdentityStore {
  return createCredentialStore<Identity>(assertOpen);
}

function createCredentialStore<Credential extends Passkey | Identity>(assertOpen: () => void) {
  const { records, verbs } = versionedRecords<Credential>(assertOpen);

  function oldestFirst(isWanted: (credential: Credential) => boolean): Credential[] {
    assertOpen();
    const wanted = [...records.values()].filter(isWanted);
    return structuredClone(wanted.toSorted((a, b) => a.createdAt - b.createdAt || (a._id < b._id ? -1 : 1)));
  }

  return {
    ...verbs,
    async delete({ id, userId }: { id: string; userId: string }): Promise<boolean> {
      assertOpen();
      return records.get(id)?.userId === userId && records.delete(id);
    },
    async listByUser(userId: string): Promise<Credential[]> {
      return oldestFirst((credential) => credential.userId === userId);
    },
    async listCreated({ from, before, limit }: { from: number; before: number; limit: number }): Promise<Credential[]> {
      return oldestFirst(({ createdAt }) => createdAt >= from && createdAt < before).slice(0, limit);
    },
    async deleteByUser(userId: string): Promise<number> {
      assertOpen();
      return deleteWhere(records, (credential) => credential.userId === userId);
    },
  };
}
