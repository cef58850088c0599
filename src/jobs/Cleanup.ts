import { appendBounded } from "../services/audit/index.js";
import { sessionEndedEvent, terminationOf } from "../services/session/index.js";
import type { Passkey, Session, Store } from "../stores/Store.js";
import type { Clock } from "../utils/clock.js";
import { DAY, MINUTE } from "../utils/duration.js";

interface CleanupDeps {
  store: Store;
  clock: Clock;
  /** How long audit events are kept, in milliseconds. */
  auditRetention: number;
}

/** How long a session is kept after its end, to answer why it ended. */
const SESSION_RETENTION = 30 * DAY;

const BATCH_SIZE = 200;

/** Longer than the registration lasts in which a passkey is stored before its user. */
const PASSKEY_DELAY = 15 * MINUTE;
/** Passkeys of users whose registration a crash cut off were made before this process started, but hardly longer before. */
const PASSKEY_LOOKBACK = 30 * DAY;

/**
 * Deletes expired records. It works in small batches, one after the other, so that no request waits long for one. Each step may
 * be repeated or run on several instances at once, and after a crash the next run does the rest.
 */
export class Cleanup {
  readonly #deps: CleanupDeps;
  /** All passkeys of before were seen with a user, or deleted. */
  #passkeysSeen = 0;

  constructor(deps: CleanupDeps) {
    this.#deps = deps;
  }

  /** Answers how many records of each kind were deleted. */
  async run() {
    const { store, clock, auditRetention } = this.#deps;
    return {
      sessions: await untilEmpty(() => this.#deleteSessions()),
      oneTimeTokens: await untilEmpty(() => store.oneTimeTokens.deleteExpired(clock.now(), BATCH_SIZE)),
      rateLimits: await untilEmpty(() => store.rateLimits.deleteExpired(clock.now(), BATCH_SIZE)),
      passkeys: await this.#deletePasskeysWithoutUser(),
      auditEvents: await untilEmpty(() => store.audit.deleteBefore(clock.now() - auditRetention, BATCH_SIZE)),
    };
  }

  /**
   * A passkey that registers an account is stored before its user, so a crash between the two leaves one that opens nothing. Each is
   * looked at once in the life of this process.
   */
  async #deletePasskeysWithoutUser(): Promise<number> {
    const { store, clock } = this.#deps;
    const before = clock.now() - PASSKEY_DELAY;
    let from = Math.max(this.#passkeysSeen, before - PASSKEY_LOOKBACK);
    let deleted = 0;
    let batch: readonly Passkey[];
    do {
      batch = await store.passkeys.listCreated({ from, before, limit: BATCH_SIZE });
      const found = await Promise.all(batch.map((passkey) => this.#deletePasskeyWithoutUser(passkey)));
      deleted += found.filter((isDeleted) => isDeleted).length;
      // Of one moment there are far fewer than a batch.
      from = Math.max(from + 1, batch.at(-1)?.createdAt ?? 0);
    } while (batch.length === BATCH_SIZE);
    this.#passkeysSeen = before;
    return deleted;
  }

  async #deletePasskeyWithoutUser({ _id: id, userId }: Passkey): Promise<boolean> {
    const { store } = this.#deps;
    return (await store.users.byId(userId)) === null && store.passkeys.delete({ id, userId });
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
