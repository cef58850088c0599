import { hash, randomBytes } from "node:crypto";
import type { OneTimePurpose, OneTimeToken, OneTimeTokenStore } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import { MINUTE } from "../../utils/duration.js";

/** Milliseconds from its mail's sending in which a link works. */
export const LINK_LIFE = 60 * MINUTE;

const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** What a link is about, so that a change since then is noticed when it is used. */
export interface LinkPayload {
  readonly email: string;
  readonly passwordChangedAt?: number;
}

/** Whose link it is. */
export interface LinkClaim {
  readonly userId: string;
  readonly payload: LinkPayload;
}

export interface OneTimeLinks {
  /** Makes the token of a link; the user's earlier link of this purpose ends. Only its hash is stored. */
  mint(link: { purpose: OneTimePurpose; userId: string; payload: LinkPayload }): Promise<string>;
  /** What the link is about, left as it is; `null` when it is not valid. */
  find(purpose: OneTimePurpose, token: string): Promise<LinkClaim | null>;
  /** Uses the link up: exactly one of concurrent callers gets it, the rest `null`. */
  take(purpose: OneTimePurpose, token: string): Promise<LinkClaim | null>;
}

/** Links that work once. A token is 32 random bytes in base64url; a text of another form is refused without a read. */
export function createOneTimeLinks(deps: { tokens: OneTimeTokenStore; clock: Clock }): OneTimeLinks {
  const { tokens, clock } = deps;

  async function look(verb: "find" | "take", purpose: OneTimePurpose, token: string): Promise<LinkClaim | null> {
    if (!TOKEN.test(token)) return null;
    const found = await tokens[verb]({ hash: hashOf(token), purpose, now: clock.now() });
    return found === null ? null : claimOf(found);
  }

  return {
    mint: async ({ purpose, userId, payload }) => {
      const token = randomBytes(TOKEN_BYTES).toString("base64url");
      await tokens.put({
        hash: hashOf(token),
        purpose,
        userId,
        payload: JSON.stringify(payload),
        expiresAt: clock.now() + LINK_LIFE,
      });
      return token;
    },
    find: (purpose, token) => look("find", purpose, token),
    take: (purpose, token) => look("take", purpose, token),
  };
}

function hashOf(token: string): string {
  return hash("sha256", token, "base64url" as "hex");
}

/** `null` for a record of another version that lacks what is needed: a link that cannot be judged is not valid. */
function claimOf({ userId, payload: text }: OneTimeToken): LinkClaim | null {
  const payload = parseOrNull(text ?? "");
  if (typeof payload !== "object" || payload === null) return null;
  if (!("email" in payload) || typeof payload.email !== "string") return null;
  const { email } = payload;
  if (!("passwordChangedAt" in payload)) return { userId, payload: { email } };
  const { passwordChangedAt } = payload;
  return typeof passwordChangedAt === "number" ? { userId, payload: { email, passwordChangedAt } } : null;
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
