import type { Passkey } from "../../stores/Store.js";
import { suggestedName } from "./authenticatorNames.js";
import { passkeyIdOf, type RelyingParty } from "./ceremony.js";
import type { NewCredential } from "./verifyRegistration.js";

/** A passkey as its owner sees it. Times are epoch milliseconds. */
export interface PasskeyView {
  readonly _id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly lastUsedAt: number | null;
  readonly backedUp: boolean;
  readonly transports: readonly string[];
  readonly aaguid: string;
  readonly rpId: string;
  readonly credentialId: string;
}

/** The record of a passkey that was just made. @param owner.name `null`: where it is kept */
export function newPasskey(
  made: NewCredential,
  { userId, name, site, now }: { userId: string; name: string | null; site: RelyingParty; now: number },
): Passkey {
  return {
    _id: passkeyIdOf(made.credentialId),
    ...made,
    userId,
    rpId: site.id,
    userVerified: true,
    name: name ?? suggestedName(made),
    createdAt: now,
    lastUsedAt: null,
    spent: [],
    version: 0,
  };
}

/** Without the key, the counter and the challenges, which are for the server alone. */
export function passkeyView(passkey: Passkey): PasskeyView {
  const { _id, name, createdAt, lastUsedAt, backedUp, transports, aaguid, rpId, credentialId } = passkey;
  return { _id, name, createdAt, lastUsedAt, backedUp, transports, aaguid, rpId, credentialId };
}
