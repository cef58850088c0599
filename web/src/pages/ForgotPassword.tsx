import { useState } from "preact/hooks";
import { client } from "../client.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { textOf } from "../forms/textOf.js";
import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { OutboxLink } from "../parts/OutboxLink.js";
import { Rich } from "../parts/Rich.js";
import { Link } from "../routing/Link.js";

/** Requests a link that sets a new password. The page shows the same whether such an account exists or not. */
export function ForgotPassword() {
  const [sentTo, setSentTo] = useState<string | null>(null);

  const submit = async (data: FormData): Promise<undefined> => {
    const email = textOf(data, "email").trim();
    await client.forgotPassword(email);
    setSentTo(email);
  };

  return (
    <>
      <Heading text={t(sentTo === null ? "forgot.title" : "common.checkEmail")} />
      {sentTo === null ? (
        <Form submit={submit} label={t("common.sendLink")} busyLabel={t("common.sending")} keep>
          <p>{t("forgot.text")}</p>
          <Field name="email" label={t("common.email")} type="email" autocomplete="email" />
        </Form>
      ) : (
        <>
          <p>
            <Rich text="forgot.sent" parts={{ email: <strong class="value">{sentTo}</strong> }} />
          </p>
          <p>{t("forgot.nothing")}</p>
          <OutboxLink />
          <div class="actions">
            <button type="button" class="button" onClick={() => setSentTo(null)}>
              {t("common.anotherLink")}
            </button>
          </div>
        </>
      )}
      <p class="links">
        <Link href="/sign-in">{t("common.back")}</Link>
      </p>
    </>
  );
}
