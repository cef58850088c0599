import { LatchkeyError, type User } from "@latchkey/client";
import { client } from "../client.js";
import { wasOffered } from "../passkeys/offered.js";
import { hasPlatformPasskeys } from "../passkeys/support.js";
import { pendingLink } from "./pendingLink.js";
import { completeSignIn, setSignInStep } from "./signInStep.js";

type Login = Parameters<typeof client.login>[0];

/** Signs in with a password, and decides what comes next. Rejects with what the form shows. */
export function signInWithPassword(login: Login): Promise<void> {
  return holdingThePage(async () => {
    const result = await client.login(login);
    const { password, rememberMe } = login;
    if (!result.challenge) return offerPasskey(result, password);
    setSignInStep({ kind: "challenge", challenge: result.challenge, rememberMe: rememberMe ?? undefined, password });
  });
}

/** After a sign-in with a password: offers a passkey, once, where this device can store one and the account has none. */
export async function offerPasskey(user: User, password: string): Promise<void> {
  if (pendingLink() === null && (await isWorthAnOffer(user))) setSignInStep({ kind: "passkey-offer", password });
  else completeSignIn(password);
}

async function isWorthAnOffer(user: User): Promise<boolean> {
  if (!user.emailVerified || wasOffered(user) || !(await hasPlatformPasskeys())) return false;
  try {
    return (await client.security()).passkeys.length === 0;
  } catch (error) {
    if (!(error instanceof LatchkeyError)) reportError(error);
    // The sign-in has worked, and that is what counts.
    return false;
  }
}

/**
 * Runs the request that opens a session. The page stays until what follows is known: the client reports the session at once, and the
 * app would lead on.
 */
export async function holdingThePage(open: () => Promise<void>): Promise<void> {
  setSignInStep({ kind: "deciding" });
  try {
    await open();
  } catch (error) {
    setSignInStep(null);
    throw error;
  }
}
