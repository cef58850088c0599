import { LatchkeyError, type PasswordPolicy } from "@latchkey/client";
import { useEffect, useState } from "preact/hooks";
import { client } from "../client.js";
import { shownLanguage } from "../messages/messages.js";
import { useLanguage } from "../messages/useLanguage.js";

let known: { readonly policy: PasswordPolicy; readonly language: string } | null = null;

/** The password policy; `null` until it is loaded. The form works without it, since the server decides. */
export function usePasswordPolicy(): PasswordPolicy | null {
  const language = useLanguage();
  const [policy, setPolicy] = useState(known?.policy ?? null);
  useEffect(() => {
    // Its rules are texts of the server.
    if (known?.language === language) return setPolicy(known.policy);
    client.passwordPolicy().then((answer) => {
      known = { policy: answer, language: shownLanguage() };
      setPolicy(answer);
    }, reportUnlessUnreachable);
  }, [language]);
  return policy;
}

function reportUnlessUnreachable(error: unknown): void {
  if (!(error instanceof LatchkeyError)) reportError(error);
}
