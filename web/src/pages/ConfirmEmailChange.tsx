import { client } from "../client.js";
import { t } from "../messages/messages.js";
import { Link } from "../routing/Link.js";
import { ConfirmLink } from "./ConfirmLink.js";

/** Confirms a new address with the token of the link that was sent to it. */
export function ConfirmEmailChange({ token }: { token: string | null }) {
  return (
    <ConfirmLink
      token={token}
      title={t("confirmEmail.title")}
      ask={t("confirmEmail.ask")}
      label={t("confirmEmail.submit")}
      busyLabel={t("confirmEmail.busy")}
      confirm={client.confirmEmailChange}
      question={{
        title: t("confirmEmail.passwordTitle"),
        text: () => <p>{t("confirmEmail.passwordText")}</p>,
      }}
      done={t("confirmEmail.done")}
      resend={
        <div class="actions">
          <Link href="/account/email" class="button primary">
            {t("common.anotherLink")}
          </Link>
        </div>
      }
    />
  );
}
