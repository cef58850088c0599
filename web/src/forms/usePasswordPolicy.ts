import { LatchkeyError, type PasswordPolicy } from "@latchkey/client";
import { useEffect, useState } from "preact/hooks";
import { client } from "../client.js";

let known: PasswordPolicy | null = null;

/** The password policy; `null` until it is loaded. The form works without it, since the server decides. */
export function usePasswordPolicy(): PasswordPolicy | null {
  const [policy, setPolicy] = useState(known);
  useEffect(() => {
    if (known !== null) return;
    client.passwordPolicy().then((answer) => {
      known = answer;
      setPolicy(answer);
    }, reportUnlessUnreachable);
  }, []);
  return policy;
}

function reportUnlessUnreachable(error: unknown): void {
  if (!(error instanceof LatchkeyError)) reportError(error);
}
