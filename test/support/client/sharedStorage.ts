import type { StoredSession, TokenStorage } from "../../../packages/client/src/index.js";

/** A storage that several workers share, and a test looks into. It is slow, so that they come in between each other. */
export function createSharedStorage(
  stored: StoredSession | null,
  pause: () => Promise<void> = () => Promise.resolve(),
) {
  let session = stored;
  const keys = new Set<string>();

  function put(next: StoredSession | null): void {
    session = next;
    if (next?.pendingKey) keys.add(next.pendingKey);
  }

  return {
    get: async () => {
      await pause();
      return session;
    },
    set: async (next: StoredSession | null) => {
      await pause();
      put(next);
    },
    compareAndSet: async (expected: StoredSession | null, next: StoredSession | null) => {
      await pause();
      const isSame = session?.refreshToken === expected?.refreshToken && session?.pendingKey === expected?.pendingKey;
      if (isSame) put(next);
      return isSame;
    },
    put,
    now: () => session,
    /** Every key that was ever stored. */
    keys: () => keys,
  } satisfies TokenStorage & Record<string, unknown>;
}
