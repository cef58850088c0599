import type { RegistrationFacts } from "@latchkey/client";
import { deviceName } from "../messages/deviceName.js";
import { t } from "../messages/messages.js";
import { TimeText } from "../parts/TimeText.js";

/** Who registered an account, when and from where. What they typed is shown as their words: it may be a lie. */
export function RegisteredElsewhere({ registration }: { registration: RegistrationFacts }) {
  const { fullName, username, createdAt, userAgent, ip } = registration;
  return (
    <>
      <p>{t("verify.elsewhere")}</p>
      <dl class="facts">
        <dt>{t("verify.registered")}</dt>
        <dd>
          <TimeText at={createdAt} now={Date.now()} />
        </dd>
        <dt>{t("sessions.device")}</dt>
        <dd>{deviceName(userAgent)}</dd>
        <dt>{t("sessions.address")}</dt>
        <dd>{ip ?? t("sessions.unknownAddress")}</dd>
        {fullName !== null && (
          <>
            <dt>{t("common.fullName")}</dt>
            <dd>{fullName}</dd>
          </>
        )}
        {username !== null && (
          <>
            <dt>{t("common.username")}</dt>
            <dd>{username}</dd>
          </>
        )}
      </dl>
      <p>{t("verify.elsewherePassword")}</p>
    </>
  );
}
