import { type Challenge, LatchkeyError } from "@latchkey/client";
import { addPasskey } from "@latchkey/client/passkeys";
import { useState } from "preact/hooks";
import { client } from "../client.js";
import { type TotpKey, TotpSetup } from "../factors/TotpSetup.js";
import { ActionButton } from "../forms/ActionButton.js";
import { useAction } from "../forms/useAction.js";
import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { PasskeySign } from "../parts/PasskeySign.js";
import { CREATION_TEXTS } from "../passkeys/creationTexts.js";
import { canUsePasskeys } from "../passkeys/support.js";
import { showCodes } from "../session/signInStep.js";
import { BackToSignIn } from "./BackToSignIn.js";
import { ExpiredStep } from "./ExpiredStep.js";

/** The account needs a second factor, and has none: it is set up here, and that ends the sign-in. */
export function Enrollment({ challenge: { flow, methods } }: { challenge: Challenge }) {
  const [totp, setTotp] = useState<TotpKey | null>(null);
  const [isExpired, setIsExpired] = useState(false);
  const starting = useAction();
  const creating = useAction(CREATION_TEXTS);

  const unlessExpired = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      if (error instanceof LatchkeyError && error.code === "FLOW_INVALID") return setIsExpired(true);
      throw error;
    }
  };
  const start = () => unlessExpired(async () => setTotp(await client.startTotp({ flow })));
  const confirm = (code: string) => unlessExpired(async () => showCodes(await client.confirmTotp({ flow, code })));
  const create = () => unlessExpired(async () => showCodes((await addPasskey(client, { flow })).recoveryCodes));

  if (isExpired) return <ExpiredStep />;
  if (totp !== null) {
    return (
      <>
        <Heading key="totp" text={t("totp.setUpTitle")} replaces />
        <TotpSetup
          totp={totp}
          confirm={confirm}
          beside={
            <button type="button" class="button" onClick={() => setTotp(null)}>
              {t("enrol.another")}
            </button>
          }
        />
        <BackToSignIn />
      </>
    );
  }
  return (
    <>
      <Heading key="choice" text={t("enrol.title")} replaces />
      <p>{t("enrol.text")}</p>
      <div class="actions">
        {methods.includes("totp") && (
          <ActionButton
            label={t("enrol.app")}
            busyLabel={t("common.waiting")}
            tone="primary"
            action={starting}
            onPress={start}
          />
        )}
        {methods.includes("passkey") && canUsePasskeys() && (
          <ActionButton
            label={t("passkeys.create")}
            busyLabel={t("passkeys.creating")}
            action={creating}
            sign={<PasskeySign />}
            onPress={create}
          />
        )}
      </div>
      <BackToSignIn />
    </>
  );
}
