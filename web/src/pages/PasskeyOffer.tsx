import { addPasskey } from "@latchkey/client/passkeys";
import { client } from "../client.js";
import { ActionButton } from "../forms/ActionButton.js";
import { useAction } from "../forms/useAction.js";
import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { PasskeySign } from "../parts/PasskeySign.js";
import { CREATION_TEXTS } from "../passkeys/creationTexts.js";
import { rememberOffer } from "../passkeys/offered.js";
import { setSignInStep, showCodes } from "../session/signInStep.js";

/** Offers a passkey to somebody who has just typed the password, once in this browser. */
export function PasskeyOffer({ password }: { password: string }) {
  const action = useAction(CREATION_TEXTS);

  const create = async (): Promise<void> => {
    showCodes((await addPasskey(client, { password })).recoveryCodes);
  };
  const decline = (): void => {
    const { user } = client.state;
    if (user !== undefined) rememberOffer(user);
    setSignInStep(null);
  };

  return (
    <>
      <Heading text={t("offer.title")} replaces />
      <p>{t("offer.text")}</p>
      <div class="actions">
        <ActionButton
          label={t("passkeys.create")}
          busyLabel={t("passkeys.creating")}
          tone="primary"
          action={action}
          sign={<PasskeySign />}
          onPress={create}
        />
        <button type="button" class="button" onClick={decline}>
          {t("offer.later")}
        </button>
      </div>
      <p class="quiet">{t("offer.note")}</p>
    </>
  );
}
