import { useState } from "preact/hooks";
import { client } from "../client.js";
import { t } from "../messages/messages.js";
import { ConfirmDialog } from "../parts/ConfirmDialog.js";
import { Heading } from "../parts/Heading.js";
import { OnDemand } from "../parts/OnDemand.js";
import { ResendLink } from "../parts/ResendLink.js";
import { useSession } from "../session/useSession.js";
import { ConfirmLink } from "./ConfirmLink.js";
import { REGISTERED_ELSEWHERE } from "./rarePages.js";

/**
 * Verifies an address with the token of a link. Where this browser has not registered the account, it shows who did: somebody else
 * may have used the address, and the owner of the mailbox decides whether to keep the account.
 */
export function VerifyEmail({ token }: { token: string | null }) {
  const session = useSession();
  const [disowned, setDisowned] = useState<string | null>(null);
  const [isDeleted, setIsDeleted] = useState(false);
  const email = session.status === "signed-in" ? session.user.email : "";

  if (isDeleted) {
    return (
      <>
        <Heading text={t("verify.notMeDone")} replaces />
        <p>{t("verify.notMeDoneText")}</p>
      </>
    );
  }
  return (
    <>
      <ConfirmLink
        token={token}
        title={t("verify.title")}
        ask={t("verify.ask")}
        label={t("verify.submit")}
        busyLabel={t("verify.busy")}
        confirm={client.verifyEmail}
        question={{
          title: t("verify.elsewhereTitle"),
          text: ({ registration }) =>
            registration !== undefined && <OnDemand of={REGISTERED_ELSEWHERE} props={{ registration }} />,
          beside: (linkToken) => (
            <button type="button" class="button" onClick={() => setDisowned(linkToken)}>
              {t("verify.notMe")}
            </button>
          ),
        }}
        done={t("verify.done")}
        resend={<ResendLink email={email} />}
      />
      {disowned !== null && (
        <ConfirmDialog
          title={t("verify.notMeTitle")}
          label={t("verify.notMeSubmit")}
          busyLabel={t("data.deleteBusy")}
          confirm={async () => {
            await client.verifyEmail(disowned, { notMe: true });
            setIsDeleted(true);
          }}
          onClose={() => setDisowned(null)}
        >
          <p>{t("verify.notMeText")}</p>
        </ConfirmDialog>
      )}
    </>
  );
}
