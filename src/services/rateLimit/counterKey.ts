import { createHmac, createSecretKey, hkdfSync } from "node:crypto";
import type { LimitName } from "./limitRules.js";

/** The name under which a limit counts something in the store. */
export type CounterKey = (name: LimitName, key: string) => string;

const LABEL = "latchkey limit counter key v1";

/**
 * What is counted by goes into the key as an HMAC: a reader of the database, a backup or a slow-query log could try every
 * IPv4 address and every known name against a plain hash. It is cut to 128 bits: nobody gains by two keys that share a counter.
 *
 * The HMAC's key comes from the first refresh token secret by HKDF. Servers whose first secrets differ, while a secret is being
 * replaced, count apart: that gives a second budget for as long as both run, and no more.
 */
export function createCounterKey(secrets: readonly string[]): CounterKey {
  const [secret] = secrets;
  if (secret === undefined) throw new Error("at least one refresh token secret is needed");
  const hmacKey = createSecretKey(Buffer.from(hkdfSync("sha256", secret, "", LABEL, 32)));
  return (name, key) => `${name}:${createHmac("sha256", hmacKey).update(key).digest("hex").slice(0, 32)}`;
}
