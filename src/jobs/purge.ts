import { appendBounded } from "../services/audit/index.js";
import { sessionEndedEvent, terminationOf } from "../services/session/index.js";
import type { Session, Store } from "../stores/Store.js";
import type { Clock } from "../utils/clock.js";

interface Deps {
  store: Store;
  clock: Clock;
  /** How long audit events are kept, in milliseconds. */
  auditRetention: number;
}

/** How many records of each kind a purge has deleted. */
export interface Purged {
  sessions: number;
  oneTimeTokens: number;
  rateLimits: number;
  auditEvents: number;
}

const DAY = 24 * 60 * 60 * 1000;

/** So long a session is remembered after its end, to answer why it ended. */
const SESSION_MEMORY = 30 * DAY;

const BATCH = 200;

/**
 * Clears away what is over. Small batches, one after the other, so that no request waits long behind one; each step may be
 * repeated or run on several instances at once, and a crash leaves the rest to the next run.
 */
export function createPurge({ store, clock, auditRetention }: Deps): () => Promise<Purged> {
  async function purgeSessions(): Promise<number> {
    const before = clock.now() - SESSION_MEMORY;
    const expired = await store.sessions.listExpired(before, BATCH);
    // Noted before they go: an end that nobody asked about keeps its cause in the list of activity. All at once: they share
    // SQLite's wait for the disk, where one after the other each would have its own.
    await Promise.all(expired.map(noteEnd));
    const ids = expired.map(({ _id }) => _id);
    return ids.length === 0 ? 0 : store.sessions.deleteExpired(ids, before);
  }

  async function noteEnd(session: Session): Promise<void> {
    const user = await store.users.byId(session.userId);
    const termination = terminationOf({ session, user }, clock.now());
    if (user === null || termination === null || termination.at < clock.now() - auditRetention) return;
    await appendBounded(store.audit, sessionEndedEvent(session, termination));
  }

  return async () => ({
    sessions: await untilEmpty(purgeSessions),
    oneTimeTokens: await untilEmpty(() => store.oneTimeTokens.deleteExpired(clock.now(), BATCH)),
    rateLimits: await untilEmpty(() => store.rateLimits.deleteExpired(clock.now(), BATCH)),
    auditEvents: await untilEmpty(() => store.audit.deleteBefore(clock.now() - auditRetention, BATCH)),
  });
}

async function untilEmpty(deleteBatch: () => Promise<number>): Promise<number> {
  let total = 0;
  let deleted: number;
  do {
    deleted = await deleteBatch();
    total += deleted;
  } while (deleted > 0);
  return total;
}
