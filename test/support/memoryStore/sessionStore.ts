import type { Session, SessionStore } from "../../../src/stores/Store.js";
import { byIdDescending } from "./byIdDescending.js";
import { deleteWhere } from "./deleteWhere.js";
import { newestFirst } from "./newestFirst.js";

function isExpired(session: Session, now: number): boolean {
  return session.idleExpiresAt <= now || session.expiresAt <= now;
}

/** The sessions of the memory store; `find` is `get` without a promise. */
export function createSessionStore(assertOpen: () => void): SessionStore & { find(id: string): Session | null } {
  const sessions = new Map<string, Session>();

  function find(id: string): Session | null {
    assertOpen();
    return structuredClone(sessions.get(id) ?? null);
  }

  return {
    find,
    async get(id) {
      return find(id);
    },
    async create(session) {
      assertOpen();
      if (sessions.has(session._id)) throw new Error(`A session with the id ${session._id} exists.`);
      sessions.set(session._id, structuredClone(session));
    },
    async compareAndSet(next, expectedVersion) {
      assertOpen();
      if (sessions.get(next._id)?.version !== expectedVersion) return { kind: "conflict" };
      sessions.set(next._id, structuredClone(next));
      return { kind: "stored" };
    },
    async listByUser({ userId, epoch, now, limit }) {
      assertOpen();
      const living = [...sessions.values()].filter(
        (session) =>
          session.userId === userId &&
          session.epoch === epoch &&
          session.revokedAt === null &&
          !isExpired(session, now),
      );
      return structuredClone(newestFirst(living, (session) => session.createdAt).slice(0, limit));
    },
    async listAllByUser({ userId, before, limit }) {
      assertOpen();
      const own = [...sessions.values()].filter((session) => session.userId === userId);
      return structuredClone(byIdDescending(own, before).slice(0, limit));
    },
    async listExpired(before, limit) {
      assertOpen();
      const expired = [...sessions.values()].filter((session) => isExpired(session, before));
      return structuredClone(expired.toSorted((a, b) => a.idleExpiresAt - b.idleExpiresAt).slice(0, limit));
    },
    async deleteExpired(ids, before) {
      assertOpen();
      return deleteWhere(sessions, (session) => ids.includes(session._id) && isExpired(session, before));
    },
    async deleteByUser(userId) {
      assertOpen();
      return deleteWhere(sessions, (session) => session.userId === userId);
    },
  };
}
