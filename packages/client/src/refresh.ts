import type { ClientContext } from "./clientContext.js";
import { LatchkeyError } from "./LatchkeyError.js";
import { compareAndSet, hasSameTokens, refreshTokenArguments, toStoredSession } from "./storedSession.js";
import { isDefinite, type SendRequest } from "./transport.js";
import type { StoredSession } from "./types.js";

/** Refreshes unless the tokens changed since `before` was read. Joins a refresh that is running. */
export type Refresh = (before: StoredSession | null) => Promise<void>;

/**
 * Runs one refresh at a time. A repeat is safe, and only a definite answer of the server about the current tokens signs out.
 * `onFailure` is called for a refresh that failed without such an answer.
 */
export function createRefresh(
  context: ClientContext,
  request: SendRequest,
  onFailure: (error: unknown) => void,
): Refresh {
  const { storage, status } = context;
  let running: Promise<void> | null = null;

  async function start(before: StoredSession | null): Promise<void> {
    try {
      await context.lock(() => tryRefresh(before));
      // It was answered, in another tab perhaps, or is no longer asked.
      status.challenged();
      await context.planRefresh();
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
      // Most likely the answer was lost on the way: the same key gets the same answer.
      await new Promise((resolve) => setTimeout(resolve, 1000 * Math.random()));
      await refreshOnce(before);
    }
  }

  async function refreshOnce(before: StoredSession | null): Promise<void> {
    const sent = await withKey(before);
    if (!sent) return;
    const answer = await request("POST /auth/refresh-token", ...refreshTokenArguments(sent));
    if (!answer.error) {
      const next = toStoredSession(context, answer.data, answer.accessExpiresAt);
      if (await compareAndSet(storage, sent, next)) context.post("refreshed");
    } else if (isDefinite(answer.error)) {
      await refused(sent, answer.error);
    } else {
      throw answer.error;
    }
  }

  /**
   * Returns the stored session with an idempotency key, which is stored before it is sent. Everybody who shares the storage sends
   * the same key, now or after a crash, until the answer is stored, so the server treats all of them as one refresh. `null`:
   * another tab or process has refreshed meanwhile.
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

  /** Handles a refusal. It counts only for the current tokens: a request that lost a race must not sign the winner out. */
  async function refused(sent: StoredSession, error: LatchkeyError): Promise<void> {
    // No token at all, on a page that was just opened: a visitor who is not signed in.
    const isVisitor = error.code === "REFRESH_TOKEN_MISSING" && status.state.status === "unknown";
    if (!isVisitor) {
      const profile = await request("GET /users/profile");
      if (!profile.error) return;
      if (!isDefinite(profile.error)) throw profile.error;
    }
    if (!(await compareAndSet(storage, sent, null)) && (await storage.get())) return;
    const reason = error.reason ?? null;
    status.signedOut(reason);
    if (!isVisitor) context.post("signed-out", reason);
    throw error;
  }

  return (before) => {
    running ??= start(before);
    return running;
  };
}

/** An `Idempotency-Key` that nobody can guess. Browsers have no `randomUUID` on plain http. */
function randomKey(): string {
  return crypto.getRandomValues(new Uint8Array(16)).join("-");
}
