import { type Challenge, LatchkeyError } from "@latchkey/client";
import { finishProviderSignIn, type ProviderOutcome, type RegisteredWithProvider } from "@latchkey/client/providers";
import { client } from "../client.js";
import { withNext } from "../routing/destination.js";
import { navigate } from "../routing/location.js";
import { setPendingLink } from "./pendingLink.js";
import { keptChoices } from "./signInChoices.js";
import { completeSignIn, setSignInStep } from "./signInStep.js";

/** Sends the answer of a provider to the server, and goes on to what comes next. `fragment`: with its `#`. */
export async function finishWithProvider(fragment: string): Promise<void> {
  const provider = new URLSearchParams(fragment.slice(1)).get("provider") ?? "";
  try {
    const outcome = await finishProviderSignIn(client, fragment, { rememberMe: keptChoices().rememberMe });
    // What comes next differs for somebody who is signed in.
    if (outcome.kind === "not-linked") await client.start();
    follow(outcome, provider);
  } catch (error) {
    if (!(error instanceof LatchkeyError)) throw error;
    // The page differs for somebody who is signed in, and wanted to link the provider or went back.
    await client.start();
    setSignInStep({ kind: "provider-problem", provider, fragment, error });
  }
}

function follow(outcome: ProviderOutcome, provider: string): void {
  switch (outcome.kind) {
    case "signed-in":
    case "challenge":
      enter(outcome);
      break;
    case "linked":
      navigate("/account/security", { replace: true, flashMessage: "provider-linked" });
      setSignInStep(null);
      break;
    case "registration-needed": {
      const { flow, suggestion, returnTo } = outcome;
      keepNext(returnTo);
      setSignInStep({ kind: "provider-registration", provider, flow, suggestion });
      break;
    }
    case "not-linked":
      setPendingLink({ provider, flow: outcome.flow });
      if (client.state.status === "signed-in") {
        completeSignIn();
      } else {
        navigate(withNext("/sign-in", outcome.returnTo), { replace: true });
        setSignInStep(null);
      }
  }
}

/** A provider was enough, or nearly. */
export function enter(outcome: RegisteredWithProvider): void {
  keepNext(outcome.returnTo);
  if (outcome.kind === "signed-in") completeSignIn();
  else continueWith(outcome.challenge);
}

function continueWith(challenge: Challenge): void {
  setSignInStep({ kind: "challenge", challenge, rememberMe: keptChoices().rememberMe, password: null });
}

/** In the address, where the app looks after the last step. */
function keepNext(next: string | null): void {
  navigate(withNext("/sign-in/continue", next), { replace: true });
}
