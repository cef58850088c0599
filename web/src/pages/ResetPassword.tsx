import { LatchkeyError } from "@latchkey/client";
import { useState } from "preact/hooks";
import { client } from "../client.js";
import { Form } from "../forms/Form.js";
import { NewPasswordField } from "../forms/NewPasswordField.js";
import { textOf } from "../forms/textOf.js";
import { t } from "../messages/messages.js";
import { DeadLink } from "../parts/DeadLink.js";
import { Heading } from "../parts/Heading.js";
import { Link } from "../routing/Link.js";
import { navigate } from "../routing/location.js";
import { reloadSession } from "../session/reloadSession.js";

/** Sets a new password with the token of a link. The user then signs in with it. */
export function ResetPassword({ token }: { token: string | null }) {
  const [isInvalid, setIsInvalid] = useState(false);

  const submit = async (linkToken: string, data: FormData): Promise<undefined> => {
    try {
      await client.resetPassword({ token: linkToken, newPassword: textOf(data, "newPassword") });
    } catch (error) {
      setIsInvalid(error instanceof LatchkeyError && error.code === "LINK_INVALID");
      throw error;
    }
    // All sessions have ended, including this one. The client must know before it shows the sign-in page.
    if (client.state.status === "signed-in") await reloadSession();
    navigate("/sign-in", { flashMessage: "password-set" });
  };

  if (token === null || isInvalid) {
    return (
      <DeadLink isMissing={token === null}>
        <div class="actions">
          <Link href="/forgot-password" class="button primary">
            {t("common.anotherLink")}
          </Link>
        </div>
        <BackToSignIn />
      </DeadLink>
    );
  }
  return (
    <>
      <Heading text={t("reset.title")} />
      <Form submit={(data) => submit(token, data)} label={t("reset.submit")} busyLabel={t("common.saving")} keep>
        <p>{t("reset.text")}</p>
        <NewPasswordField name="newPassword" label={t("common.newPassword")} owner={null} />
      </Form>
      <BackToSignIn />
    </>
  );
}

function BackToSignIn() {
  return (
    <p class="links">
      <Link href="/sign-in">{t("common.back")}</Link>
    </p>
  );
}
