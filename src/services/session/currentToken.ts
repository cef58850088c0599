import type { Session } from "../../stores/Store.js";
import { type RefreshToken, type RefreshTokenKeyring, successorOf } from "../token/index.js";

/**
 * The session's current token, derived from a presented one along the stored salts. Only who holds a predecessor can do it:
 * the record alone gives no token.
 */
export function currentTokenFrom(
  keyring: RefreshTokenKeyring,
  presented: RefreshToken,
  session: Session,
): RefreshToken {
  let token = presented;
  for (const spent of session.previous) {
    if (spent.generation !== token.generation) continue;
    const successor = session.previous.find((entry) => entry.generation === spent.generation + 1);
    token = successorOf(keyring, token, { keyId: successor?.keyId ?? session.keyId, salt: spent.salt });
  }
  if (token.generation !== session.generation) {
    throw new Error(`generation ${session.generation} cannot be derived from ${presented.generation}`);
  }
  return token;
}
