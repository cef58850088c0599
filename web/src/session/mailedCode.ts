import { LatchkeyError } from "@latchkey/client";
import { finishEmailCode } from "@latchkey/client/email-code";
import { client } from "../client.js";
import { withNext } from "../routing/destination.js";
import { navigate } from "../routing/location.js";
import { forgetSentCode } from "./sentCode.js";
import { keptChoices } from "./signInChoices.js";
import { completeSignIn, setSignInStep } from "./signInStep.js";

/** Signs in with a mailed code: of the request whose cookie this browser has. */
export async function signInByCode(code: string): Promise<void> {
  const { rememberMe } = keptChoices();
  const result = await finishEmailCode(client, { code, rememberMe });
  forgetSentCode();
  if (!result.challenge) return completeSignIn();
  setSignInStep({ kind: "challenge", challenge: result.challenge, rememberMe, password: null });
}

/** The link of a mail signs in where it was requested. Elsewhere the page shows its code. */
export async function signInByLink(code: string): Promise<void> {
  navigate(withNext("/sign-in/code", keptChoices().next), { replace: true });
  try {
    await signInByCode(code);
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
    await client.start();
    // Somebody who has typed the code already does not need it any more.
    if (client.state.status === "signed-in") setSignInStep(null);
    else setSignInStep({ kind: "mailed-code", code, error });
  }
}

/** Whether this browser has requested no code, or too long ago. */
export function isFlowMissing(error: unknown): boolean {
  return error instanceof LatchkeyError && error.errors.some(({ path }) => path === "flow");
}
