import type { Challenge, LatchkeyError } from "@latchkey/client";
import type { RegistrationSuggestion } from "@latchkey/client/providers";
import { useEffect, useState } from "preact/hooks";
import { client } from "../client.js";
import { type PendingLink, pendingLink } from "./pendingLink.js";

/** What comes between the first proof of who somebody is and the page that they wanted to see. */
export type SignInStep =
  /** What follows the sign-in is about to be known: the page stays as it is. */
  | { readonly kind: "deciding" }
  /** As above, where there is no page yet: a provider or a mail has led here. */
  | { readonly kind: "finishing" }
  /** Another proof is missing, or has to be set up first. `password`: what was typed, for the offer of a passkey afterwards. */
  | {
      readonly kind: "challenge";
      readonly challenge: Challenge;
      readonly rememberMe: boolean | undefined;
      readonly password: string | null;
    }
  | { readonly kind: "recovery-codes"; readonly codes: readonly string[] }
  | { readonly kind: "passkey-offer"; readonly password: string }
  /** A provider has said who somebody is, and nobody here is that. */
  | {
      readonly kind: "provider-registration";
      readonly provider: string;
      readonly flow: string;
      readonly suggestion: RegistrationSuggestion;
    }
  /** An account at a provider may now be linked. `password`: what was just typed. */
  | { readonly kind: "provider-link"; readonly link: PendingLink; readonly password: string | null }
  /** What a provider has answered did not work. `fragment`: the answer. */
  | {
      readonly kind: "provider-problem";
      readonly provider: string;
      readonly fragment: string;
      readonly error: LatchkeyError;
    }
  /** The link of a mail did not sign in here. */
  | { readonly kind: "mailed-code"; readonly code: string; readonly error: LatchkeyError };

let current: SignInStep | null = null;
const listeners = new Set<(step: SignInStep | null) => void>();

/** `null`: the sign-in is over, or was given up. */
export function setSignInStep(step: SignInStep | null): void {
  current = step;
  for (const listener of listeners) listener(step);
}

/** Nothing is missing any more. Only what has waited for it comes before the page. `password`: what was just typed. */
export function completeSignIn(password: string | null = null): void {
  const link = pendingLink();
  setSignInStep(link === null ? null : { kind: "provider-link", link, password });
}

// Also after a sign-in that no page here has begun, such as one with a passkey that the browser has offered.
client.on("signed-in", () => {
  if (current === null && pendingLink() !== null) completeSignIn();
});

/** The last step of a sign-in that has set up the first factor. */
export function showCodes(codes: readonly string[]): void {
  if (codes.length > 0) setSignInStep({ kind: "recovery-codes", codes });
  else completeSignIn();
}

/** Those that somebody leaves by going to another page. Codes stay, since they are shown once. */
const LEFT: readonly SignInStep["kind"][] = [
  "challenge",
  "provider-registration",
  "provider-link",
  "provider-problem",
  "mailed-code",
];

/** Somebody goes to another page: a sign-in that was begun is given up. */
export function leaveSignIn(): void {
  if (current !== null && LEFT.includes(current.kind)) setSignInStep(null);
}

/** The step of this page; or, with a challenge, the server asks for another proof before it renews the session. */
export function useSignInStep(challenge: Challenge | undefined): SignInStep | null {
  const [step, setStep] = useState(current);
  useEffect(() => {
    // It may have changed between the first rendering and now.
    setStep(current);
    listeners.add(setStep);
    return () => void listeners.delete(setStep);
  }, []);
  if (step === null && challenge !== undefined) {
    return { kind: "challenge", challenge, rememberMe: undefined, password: null };
  }
  return step;
}
