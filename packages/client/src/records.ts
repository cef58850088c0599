import type { Tokens } from "./api.generated.js";
import { LatchkeyError } from "./LatchkeyError.js";
import type { Parts } from "./parts.js";
import type { StoredSession, TokenStorage } from "./types.js";

/** The tokens are cookies, and whether there are any only the server can say: the record is never missing, only empty. */
export const NOTHING_KNOWN: StoredSession = {
  accessToken: "",
  refreshToken: "",
  accessExpiresAt: null,
  pendingKey: null,
};

/** What is kept of an answer with tokens. Throws BAD_RESPONSE when they are missing where the client needs them. */
export function recordOf(
  { usesCookies }: Parts,
  { accessToken = "", refreshToken = "" }: Tokens,
  accessExpiresAt: number | null,
): StoredSession {
  if (usesCookies) return { ...NOTHING_KNOWN, accessExpiresAt };
  if (refreshToken) return { accessToken, refreshToken, accessExpiresAt, pendingKey: null };
  throw new LatchkeyError("BAD_RESPONSE", "No tokens: see TOKENS_IN_BODY.");
}

/** The header of a request as the user; none with cookies, which the browser adds. */
export async function authorization({ storage }: Parts): Promise<{ Authorization?: string }> {
  const token = (await storage.get())?.accessToken;
  return token ? { Authorization: `Bearer ${token}` } : {};
}

/**
 * The arguments of a call by the refresh token: its body, no tail, its headers. The key shows that a token whose answer was lost
 * was spent by this client, not stolen. With cookies the browser adds the token.
 */
export function byRefreshToken(record: StoredSession | null) {
  const body = { refreshToken: record?.refreshToken || undefined };
  return [body, "", { "Idempotency-Key": record?.pendingKey ?? "" }] as const;
}

/** Whether nothing was refreshed, signed in or signed out between the two. With cookies the expiry stands for the tokens. */
export function hasSameTokens(one: StoredSession | null, other: StoredSession | null): boolean {
  return one?.refreshToken === other?.refreshToken && one?.accessExpiresAt === other?.accessExpiresAt;
}

/**
 * Writes `next` if the record is still `expected`, and says whether it did: so whoever comes late never undoes the winner's
 * write.
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
