import { expect } from "vitest";
import { decodeRefreshToken } from "../../../src/services/token/index.js";
import type { Store } from "../../../src/stores/Store.js";
import { KEYRING } from "../services/assembleSessionServices.js";
import { everythingOf } from "../store/everythingOf.js";
import type { HandedOut } from "./Ledger.js";

/** Invariant 11: no stored value is a token, has one in it, or is the secret of one in another spelling. */
export async function checkNoTokenStored(store: Store, userId: string, tokens: readonly HandedOut[]): Promise<void> {
  const stored = JSON.stringify(await everythingOf(store, userId));
  const found = tokens.flatMap(spellingsOf).filter((spelling) => stored.includes(spelling));
  expect(found, "no token is stored").toEqual([]);
}

function spellingsOf({ refreshToken, accessToken }: HandedOut): string[] {
  const secret = Buffer.from(decodeRefreshToken(KEYRING, refreshToken)?.secret ?? []);
  return [refreshToken, accessToken, ...(["base64url", "base64", "hex"] as const).map((form) => secret.toString(form))];
}
