import { hash } from "node:crypto";
import type { OneTimePurpose, OneTimeToken, OneTimeTokenStore } from "../../stores/Store.js";
import type { Clock } from "../../utils/clock.js";
import { MINUTE } from "../../utils/duration.js";
import { newSecret } from "../../utils/ids.js";
import { jsonOrNull } from "../../utils/jsonOrNull.js";
import type { FactorState } from "../assurance/index.js";

/** How long a link works, in milliseconds since its email was written. */
export const LINK_LIFE = 60 * MINUTE;

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** What a link is about, to find out when it is used whether the account has changed since. */
export interface LinkPayload extends Partial<FactorState> {
  readonly email: string;
  readonly passwordChangedAt?: number;
  /** The address that a change replaces. */
  readonly from?: string;
}

export interface LinkClaim {
  readonly userId: string;
  readonly payload: LinkPayload;
}

/** Links that work once. A token is 32 random bytes in base64url; a text of another form is refused without a read. */
export class OneTimeLinks {
  readonly #tokens: OneTimeTokenStore;
  readonly #clock: Clock;

  constructor({ tokens, clock }: { tokens: OneTimeTokenStore; clock: Clock }) {
    this.#tokens = tokens;
    this.#clock = clock;
  }

  /** Creates the token of a link. It ends the user's earlier link of this purpose. Only the hash is stored. */
  async issue(link: { purpose: OneTimePurpose; userId: string; payload: LinkPayload }): Promise<string> {
    const { purpose, userId, payload } = link;
    const token = newSecret();
    await this.#tokens.put({
      hash: hashOf(token),
      purpose,
      userId,
      payload: JSON.stringify(payload),
      expiresAt: this.#clock.now() + LINK_LIFE,
    });
    return token;
  }

  /** What the link is about, without using it up; `null` when it is not valid. */
  find(purpose: OneTimePurpose, token: string): Promise<LinkClaim | null> {
    return this.#read("find", purpose, token);
  }

  /** Uses the link up: exactly one of concurrent callers gets it, the others `null`. */
  take(purpose: OneTimePurpose, token: string): Promise<LinkClaim | null> {
    return this.#read("take", purpose, token);
  }

  async #read(verb: "find" | "take", purpose: OneTimePurpose, token: string): Promise<LinkClaim | null> {
    if (!TOKEN.test(token)) return null;
    const found = await this.#tokens[verb]({ hash: hashOf(token), purpose, now: this.#clock.now() });
    return found === null ? null : claimOf(found);
  }
}

function hashOf(token: string): string {
  return hash("sha256", token, "base64url" as "hex");
}

/** `null` for a record of another version that lacks what is needed: a link that cannot be checked is not valid. */
function claimOf({ userId, payload: text }: OneTimeToken): LinkClaim | null {
  const payload = jsonOrNull(text ?? "");
  if (typeof payload !== "object" || payload === null) return null;
  if (!("email" in payload) || typeof payload.email !== "string") return null;
  const { email } = payload;
  if (!("passwordChangedAt" in payload)) return { userId, payload: { email } };
  const { passwordChangedAt } = payload;
  if (typeof passwordChangedAt !== "number") return null;
  const from = "from" in payload && typeof payload.from === "string" ? { from: payload.from } : {};
  return { userId, payload: { email, passwordChangedAt, ...from, ...factorStateIn(payload) } };
}

function factorStateIn(payload: object): Partial<FactorState> {
  if (!("epoch" in payload) || typeof payload.epoch !== "number") return {};
  const { epoch } = payload;
  if (!("factorsSince" in payload) || typeof payload.factorsSince !== "number") return { factorsSince: null, epoch };
  return { factorsSince: payload.factorsSince, epoch };
}
