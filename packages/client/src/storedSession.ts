import type { Tokens } from "./api.generated.js";
import type { ClientContext } from "./clientContext.js";
import { LatchkeyError } from "./LatchkeyError.js";
import type { StoredSession, TokenStorage } from "./types.js";

/** With cookies only the server knows whether there are tokens, so the stored session is never missing, only empty. */
export const EMPTY_SESSION: StoredSession = {
  accessToken: "",
  refreshToken: "",
  accessExpiresAt: null,
  pendingKey: null,
};

/** What the client stores from an answer with tokens. Throws BAD_RESPONSE when it needs them and they are missing. */
export function toStoredSession(
  { usesCookies }: ClientContext,
  { accessToken = "", refreshToken = "" }: Tokens,
  accessExpiresAt: number | null,
): StoredSession {
  if (usesCookies) return { ...EMPTY_SESSION, accessExpiresAt };
  if (refreshToken) return { accessToken, refreshToken, accessExpiresAt, pendingKey: null };
  throw new LatchkeyError("BAD_RESPONSE", "No tokens: see TOKENS_IN_BODY.");
}

/** The `Authorization` header of a request as the user. None with cookies, which the browser adds. */
export async function authorization({ storage }: ClientContext): Promise<{ Authorization?: string }> {
  const token = (await storage.get())?.accessToken;
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/**
 * The arguments of a call that presents the refresh token: body, no tail, headers. When an answer was lost, the key proves that
 * this client has used the token before, and not a thief. With cookies the browser adds the token.
 */
export function refreshTokenArguments(record: StoredSession | null) {
  const body = { refreshToken: record?.refreshToken || undefined };
  return [body, "", { "Idempotency-Key": record?.pendingKey ?? "" }] as const;
}

/** Whether both hold the same tokens. With cookies, which the client cannot read, the expiry represents the tokens. */
export function hasSameTokens(one: StoredSession | null, other: StoredSession | null): boolean {
  return one?.refreshToken === other?.refreshToken && one?.accessExpiresAt === other?.accessExpiresAt;
}

/**
 * Writes `next` if the stored session is still `expected`, and returns whether it did, so a late writer never overwrites the
 * winner.
 */
export async function compareAndSet(
  storage: TokenStorage,
  expected: StoredSession,
  next: StoredSession | null,
): Promise<boolean> {
  if (storage.compareAndSet) return storage.compareAndSet(expected, next);
  const found = storage.get();
  // No `await` for a storage that answers at once: nothing else of this process can then come in between. And no `instanceof`:
  // the promises of Node's own functions are of another class under Jest.
  const current = found && "then" in found ? await found : found;
  if (!hasSameTokens(current, expected) || current?.pendingKey !== expected.pendingKey) return false;
  await storage.set(next);
  return true;
}

/** For a client whose session may end with the process. */
export function createMemoryStorage(): TokenStorage {
  let stored: StoredSession | null = null;
  return {
    get: () => stored,
    set: (session) => {
      stored = session;
    },
  };
}
