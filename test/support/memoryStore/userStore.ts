import { prefixRange } from "../../../src/stores/adapterRules.js";
import type { CreateResult, UniqueField, User, UserStore } from "../../../src/stores/Store.js";
import { CURRENT_HASH_PREFIX } from "../../../src/utils/passwordForm.js";

/** The users of the memory store; `find` is `byId` without a promise. */
export function createUserStore(assertOpen: () => void): UserStore & { find(id: string): User | null } {
  const users = new Map<string, User>();

  function takenField(candidate: User): UniqueField | null {
    for (const user of users.values()) {
      if (user._id === candidate._id) continue;
      if (user.username !== null && user.username === candidate.username) return "username";
      if (user.email === candidate.email) return "email";
    }
    return null;
  }

  function find(id: string): User | null {
    assertOpen();
    return structuredClone(users.get(id) ?? null);
  }

  async function create(user: User): Promise<CreateResult> {
    assertOpen();
    if (users.has(user._id)) throw new Error(`A user with the id ${user._id} exists.`);
    const field = takenField(user);
    if (field !== null) return { kind: "taken", field };
    users.set(user._id, structuredClone(user));
    return { kind: "created" };
  }

  return {
    find,
    create,
    createMany: (many) => Promise.all(many.map(create)),
    async findTaken({ usernames, emails }) {
      assertOpen();
      const all = [...users.values()];
      return {
        usernames: all.flatMap(({ username }) => (username !== null && usernames.includes(username) ? [username] : [])),
        emails: all.map(({ email }) => email).filter((email) => emails.includes(email)),
      };
    },
    async byId(id) {
      return find(id);
    },
    async byLogin(login) {
      assertOpen();
      for (const user of users.values()) {
        const matches = "username" in login ? user.username === login.username : user.email === login.email;
        if (matches) return structuredClone(user);
      }
      return null;
    },
    async compareAndSet(next, expectedVersion) {
      assertOpen();
      if (users.get(next._id)?.version !== expectedVersion) return { kind: "conflict" };
      const field = takenField(next);
      if (field !== null) return { kind: "taken", field };
      users.set(next._id, structuredClone(next));
      return { kind: "stored" };
    },
    async delete(id, expectedVersion) {
      assertOpen();
      const isExpected = expectedVersion === undefined || users.get(id)?.version === expectedVersion;
      return isExpected && users.delete(id) ? { kind: "deleted" } : { kind: "missing" };
    },
    async list({ by, prefix, after, limit }) {
      assertOpen();
      const { from, to } = prefixRange(prefix, after);
      const isWanted = (value: string | null) => value !== null && value >= from && value <= to && value !== after;
      const wanted = [...users.values()].filter((user) => isWanted(user[by]));
      return structuredClone(wanted.toSorted((a, b) => (String(a[by]) < String(b[by]) ? -1 : 1)).slice(0, limit));
    },
    async nextLegacyHash(after) {
      assertOpen();
      const hashes = [...users.values()].map(({ passwordHash }) => passwordHash);
      const waiting = hashes.filter((hash) => hash > after && !hash.startsWith(CURRENT_HASH_PREFIX));
      return waiting.toSorted((a, b) => (a < b ? -1 : 1))[0] ?? null;
    },
  };
}
