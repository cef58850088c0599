import { LatchkeyError } from "./LatchkeyError.js";
import type { Parts } from "./parts.js";
import { byRefreshToken, compareAndSet, hasSameTokens, recordOf } from "./records.js";
import { type Ask, isDefinite } from "./transport.js";
import type { StoredSession } from "./types.js";

/** A refresh for whoever saw `before` as the record. Joins the one that runs. */
export type Refresh = (before: StoredSession | null) => Promise<void>;

/**
 * One refresh at a time, safe to repeat, and no sign-out but on the server's definite word about the present tokens. `onFailure`
 * hears of a refresh that failed in a way that says nothing.
 */
export function createRefresh(parts: Parts, ask: Ask, onFailure: (error: unknown) => void): Refresh {
  const { storage, status } = parts;
  let running: Promise<void> | null = null;

  async function start(before: StoredSession | null): Promise<void> {
    try {
      await parts.inTurn(() => tryRefresh(before));
      await parts.planRefresh();
    } catch (error) {
      if (!isDefinite(error)) onFailure(error);
      throw error;
    } finally {
      running = null;
    }
  }

  async function tryRefresh(before: StoredSession | null): Promise<void> {
    try {
      await refreshOnce(before);
    } catch (error) {
      if (!(error instanceof LatchkeyError) || error.code !== "NETWORK") throw error;
      // An answer was lost on the way, most likely: the same key gets the same answer.
      await new Promise((resolve) => setTimeout(resolve, 1000 * Math.random()));
      await refreshOnce(before);
    }
  }

  async function refreshOnce(before: StoredSession | null): Promise<void> {
    const sent = await withKey(before);
    if (!sent) return;
    const answer = await ask("POST /auth/refresh-token", ...byRefreshToken(sent));
    if (!answer.error) {
      const next = recordOf(parts, answer.data, answer.accessExpiresAt);
      if (await compareAndSet(storage, sent, next)) parts.tell("refreshed");
    } else if (answer.code) {
      await refused(sent, answer.error);
    } else {
      throw answer.error;
    }
  }

  /**
   * The record with a key that is stored before it is sent. Whoever shares the record sends the same key, now or after a crash,
   * until the answer is stored: so the server takes all of it for one refresh. `null`: somebody else has refreshed meanwhile.
   */
  async function withKey(before: StoredSession | null): Promise<StoredSession | null> {
    for (;;) {
      const record = await storage.get();
      if (!record) {
        status.signedOut();
        throw new LatchkeyError("REFRESH_TOKEN_MISSING", "No tokens.", { status: 401 });
      }
      if (!hasSameTokens(record, before)) return null;
      if (record.pendingKey) return record;
      const next = { ...record, pendingKey: randomKey() };
      if (await compareAndSet(storage, record, next)) return next;
    }
  }

  /** The server's no. It counts only if it is about the tokens of now: a late loser must not sign the winner out. */
  async function refused(sent: StoredSession, error: LatchkeyError): Promise<void> {
    // Neither token, on a page that has just been opened: a visitor.
    const isVisitor = error.code === "REFRESH_TOKEN_MISSING" && status.state.status === "unknown";
    if (!isVisitor) {
      const profile = await ask("GET /users/profile");
      if (!profile.error) return;
      if (!profile.code) throw profile.error;
    }
    if (!(await compareAndSet(storage, sent, null)) && (await storage.get())) return;
    const reason = error.reason ?? null;
    status.signedOut(reason);
    if (!isVisitor) parts.tell("signed-out", reason);
    throw error;
  }

  return (before) => {
    running ??= start(before);
    return running;
  };
}

/** An `Idempotency-Key` that nobody can guess. `randomUUID` would do, but browsers lack it on plain http. */
function randomKey(): string {
  return crypto.getRandomValues(new Uint8Array(16)).join("-");
}
