import { createHash } from "node:crypto";
import type { Identity } from "../../stores/Store.js";

/** Who somebody is at a provider, as a flow carries it to the next step. */
export type IdentityFacts = Pick<Identity, "provider" | "issuer" | "subject" | "email" | "emailVerified">;

/** An identity as its owner sees it. Times are epoch milliseconds. */
export type IdentityView = Pick<Identity, "_id" | "provider" | "email" | "createdAt" | "lastUsedAt">;

/** SHA-256 of the issuer, a zero byte and the subject. No issuer has that byte in it, so no two pairs share an id. */
export function identityIdOf({ issuer, subject }: Pick<Identity, "issuer" | "subject">): string {
  return createHash("sha256").update(`${issuer}\0${subject}`).digest("base64url");
}

/** The facts alone, out of what holds more. */
function identityFacts({ provider, issuer, subject, email, emailVerified }: IdentityFacts): IdentityFacts {
  return { provider, issuer, subject, email, emailVerified };
}

/** Without the issuer and the subject, which are names of the user at somebody else's. */
export function identityView({ _id, provider, email, createdAt, lastUsedAt }: Identity): IdentityView {
  return { _id, provider, email, createdAt, lastUsedAt };
}

/** The record of an identity that is given to a user. `lastUsedAt`: `null` while the user is still to be created. */
export function newIdentity(
  facts: IdentityFacts,
  { userId, createdAt, lastUsedAt }: Pick<Identity, "userId" | "createdAt" | "lastUsedAt">,
): Identity {
  return { _id: identityIdOf(facts), ...identityFacts(facts), userId, createdAt, lastUsedAt, version: 0 };
}
