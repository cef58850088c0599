import { useState } from "preact/hooks";
import { ActionButton } from "../forms/ActionButton.js";
import { useAction } from "../forms/useAction.js";
import { useTimeLeft } from "../forms/useTimeLeft.js";
import { formatCountdown } from "../messages/formatTime.js";
import { t } from "../messages/messages.js";
import type { SentCode } from "../session/sentCode.js";

interface Props {
  sent: SentCode;
  send(): Promise<void>;
  giveUp(): void;
}

/** A mail takes a moment, and each code replaces the one before. */
const PAUSE_MS = 60_000;

/** For who got no mail: another one, after a while, or another address. */
export function SendAnotherCode({ sent, send, giveUp }: Props) {
  const action = useAction();
  const [isSent, setIsSent] = useState(false);
  const left = useTimeLeft(sent.at + PAUSE_MS);
  const again = async (): Promise<void> => {
    await send();
    setIsSent(true);
  };
  return (
    <div class="aside">
      <p class="quiet">{t("code.nothing")}</p>
      <div class="actions">
        {left > 0 ? (
          <button type="button" class="button" aria-disabled="true">
            {t("code.againIn", { time: formatCountdown(left) })}
          </button>
        ) : (
          <ActionButton label={t("code.again")} busyLabel={t("common.sending")} action={action} onPress={again} />
        )}
        <button type="button" class="button" onClick={giveUp}>
          {t("code.anotherAddress")}
        </button>
        <p role="status" class="result">
          {isSent && t("code.resent")}
        </p>
      </div>
    </div>
  );
}
