import { client } from "../client.js";
import { t } from "../messages/messages.js";
import { ResendLink } from "../parts/ResendLink.js";
import { useSession } from "../session/useSession.js";
import { ConfirmLink } from "./ConfirmLink.js";

/** Verifies an address with the token of a link. */
export function VerifyEmail() {
  const session = useSession();
  const email = session.status === "signed-in" ? session.user.email : "";
  return (
    <ConfirmLink
      title={t("verify.title")}
      ask={t("verify.ask")}
      label={t("verify.submit")}
      busyLabel={t("verify.busy")}
      confirm={client.verifyEmail}
      done={t("verify.done")}
      resend={<ResendLink email={email} />}
    />
  );
}
