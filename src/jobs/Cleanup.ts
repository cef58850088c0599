import { appendBounded } from "../services/audit/index.js";
import { sessionEndedEvent, terminationOf } from "../services/session/index.js";
import type { Session, Store } from "../stores/Store.js";
import type { Clock } from "../utils/clock.js";
import { DAY } from "../utils/duration.js";
import { DanglingCredentials } from "./DanglingCredentials.js";

interface CleanupDeps {
  store: Store;
  clock: Clock;
  /** How long audit events are kept, in milliseconds. */
  auditRetention: number;
}

/** How long a session is kept after its end, to answer why it ended. */
const SESSION_RETENTION = 30 * DAY;

const BATCH_SIZE = 200;

/**
 * Deletes expired records. It works in small batches, one after the other, so that no request waits long for one. Each step may
 * be repeated or run on several instances at once, and after a crash the next run does the rest.
 */
export class Cleanup {
  readonly #deps: CleanupDeps;
  readonly #danglingPasskeys: DanglingCredentials;
  readonly #danglingIdentities: DanglingCredentials;

  constructor(deps: CleanupDeps) {
    this.#deps = deps;
    this.#danglingPasskeys = new DanglingCredentials(deps, "passkeys");
    this.#danglingIdentities = new DanglingCredentials(deps, "identities");
  }

  /** Answers how many records of each kind were deleted. */
  async run() {
    const { store, clock, auditRetention } = this.#deps;
    return {
      sessions: await untilEmpty(() => this.#deleteSessions()),
      oneTimeTokens: await untilEmpty(() => store.oneTimeTokens.deleteExpired(clock.now(), BATCH_SIZE)),
      rateLimits: await untilEmpty(() => store.rateLimits.deleteExpired(clock.now(), BATCH_SIZE)),
      emailCodes: await untilEmpty(() => store.emailCodes.deleteExpired(clock.now(), BATCH_SIZE)),
      passkeys: await this.#danglingPasskeys.delete(),
      identities: await this.#danglingIdentities.delete(),
      auditEvents: await untilEmpty(() => store.audit.deleteBefore(clock.now() - auditRetention, BATCH_SIZE)),
    };
  }

  async #deleteSessions(): Promise<number> {
    const { store, clock } = this.#deps;
    const before = clock.now() - SESSION_RETENTION;
    const expired = await store.sessions.listExpired(before, BATCH_SIZE);
    // Recorded before they are deleted, so that the reason of an end stays in the activity. All at once: they share SQLite's
    // wait for the disk, where one after the other each would have its own.
    await Promise.all(expired.map((session) => this.#recordEnd(session)));
    const ids = expired.map(({ _id }) => _id);
    return ids.length === 0 ? 0 : store.sessions.deleteExpired(ids, before);
  }

  async #recordEnd(session: Session): Promise<void> {
    const { store, clock, auditRetention } = this.#deps;
    const user = await store.users.byId(session.userId);
    const termination = terminationOf({ session, user }, clock.now());
    if (user === null || termination === null || termination.at < clock.now() - auditRetention) return;
    await appendBounded(store.audit, sessionEndedEvent(session, termination));
  }
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
