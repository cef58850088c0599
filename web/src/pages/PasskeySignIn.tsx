import { LatchkeyError } from "@latchkey/client";
import { useEffect } from "preact/hooks";
import { client } from "../client.js";
import { ActionButton } from "../forms/ActionButton.js";
import { useAction } from "../forms/useAction.js";
import { t } from "../messages/messages.js";
import { PasskeySign } from "../parts/PasskeySign.js";

const loadPasskeys = () => import("@latchkey/client/passkeys");

/** Signs in with a passkey: by a button, and by the list of the username field while the page is shown. */
export function PasskeySignIn({ rememberMe }: { rememberMe: boolean }) {
  const action = useAction();

  useEffect(() => {
    const leaving = new AbortController();
    void offerInField(rememberMe, leaving.signal, action.fail);
    return () => leaving.abort();
    // The client begins again by itself after the button was used, and before a challenge ends.
  }, [rememberMe]);

  return (
    <ActionButton
      label={t("signIn.passkey")}
      busyLabel={t("signIn.passkeyBusy")}
      action={action}
      sign={<PasskeySign />}
      onPress={async () => {
        await (await loadPasskeys()).signInWithPasskey(client, { rememberMe });
      }}
    />
  );
}

/** The page works without it: only what came of a passkey that somebody has chosen is worth a word. */
async function offerInField(rememberMe: boolean, signal: AbortSignal, fail: (error: unknown) => void): Promise<void> {
  try {
    const { passkeySupport, signInWithPasskey } = await loadPasskeys();
    if (!(await passkeySupport()).autofill) return;
    await signInWithPasskey(client, { autofill: true, signal, rememberMe });
  } catch (error) {
    if (signal.aborted || !(error instanceof LatchkeyError) || !isAboutChoice(error)) return;
    fail(error);
    await offerInField(rememberMe, signal, fail);
  }
}

/** The server has refused the passkey. Whatever else ends the offer would end the next one too. */
function isAboutChoice({ status, code }: LatchkeyError): boolean {
  return (status === 401 || status === 403) && code !== "BAD_RESPONSE";
}
