import { LatchkeyError, type User } from "@latchkey/client";
import { client } from "../client.js";

/** After another name: password managers show it beside the passkeys of the account, where the browser passes it on. */
export async function reportNames(user: User): Promise<void> {
  if (typeof PublicKeyCredential !== "function" || !("signalCurrentUserDetails" in PublicKeyCredential)) return;
  try {
    const { passkeys } = await client.security();
    const [first] = passkeys;
    if (first === undefined) return;
    const { signalAccount } = await import("./signals.js");
    await signalAccount(user, passkeys, first.rpId);
  } catch (error) {
    // The profile is saved, and the next visit of the security page reports the names again.
    if (!(error instanceof LatchkeyError)) reportError(error);
  }
}
