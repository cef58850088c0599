import type { Challenge } from "@latchkey/client";
import { useEffect, useState } from "preact/hooks";

/** What comes between the first proof of who somebody is and the page that they wanted to see. */
export type SignInStep =
  /** What follows the sign-in is about to be known: the page stays as it is. */
  | { readonly kind: "deciding" }
  /** Another proof is missing, or has to be set up first. `password`: what was typed, for the offer of a passkey afterwards. */
  | {
      readonly kind: "challenge";
      readonly challenge: Challenge;
      readonly rememberMe: boolean | undefined;
      readonly password: string | null;
    }
  | { readonly kind: "recovery-codes"; readonly codes: readonly string[] }
  | { readonly kind: "passkey-offer"; readonly password: string };

let current: SignInStep | null = null;
const listeners = new Set<(step: SignInStep | null) => void>();

/** `null`: the sign-in is over, or was given up. */
export function setSignInStep(step: SignInStep | null): void {
  current = step;
  for (const listener of listeners) listener(step);
}

/** The last step of a sign-in that has set up the first factor. */
export function showCodes(codes: readonly string[]): void {
  setSignInStep(codes.length > 0 ? { kind: "recovery-codes", codes } : null);
}

/** Somebody goes to another page: a sign-in that was begun is given up. Codes stay, since they are shown once. */
export function leaveSignIn(): void {
  if (current?.kind === "challenge") setSignInStep(null);
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
