import type { User } from "@latchkey/client";
import { client } from "../client.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { OwnPasswordField } from "../forms/OwnPasswordField.js";
import { textOf } from "../forms/textOf.js";
import { typedPassword } from "../forms/typedPassword.js";
import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { OutboxLink } from "../parts/OutboxLink.js";

/** The email address of the account: whether it is verified, and how to change it. */
export function Email({ user }: { user: User }) {
  const resend = async (): Promise<string> => {
    await client.resendVerification(user.email);
    return t("email.linkSent", { email: user.email });
  };
  return (
    <>
      <Heading text={t("email.title")} />
      <section class="card" aria-labelledby="current-address">
        <h2 id="current-address">{t("email.address")}</h2>
        <p>
          <strong class="value">{user.email}</strong>{" "}
          <span class={user.emailVerified ? "tag good" : "tag warning"}>
            {t(user.emailVerified ? "email.verified" : "email.notVerified")}
          </span>
        </p>
        {!user.emailVerified && (
          <Form submit={resend} label={t("common.resendLink")} busyLabel={t("common.sending")} tone="secondary" keep>
            <p>{t("email.openLink")}</p>
          </Form>
        )}
      </section>
      <section class="card" aria-labelledby="new-address">
        <h2 id="new-address">{t("email.change")}</h2>
        <p>{t("email.changeText")}</p>
        <Form
          submit={changeEmail}
          label={t("common.sendLink")}
          busyLabel={t("common.sending")}
          passwordField="password"
        >
          <Field name="newEmail" label={t("email.new")} type="email" autocomplete="email" />
          <OwnPasswordField />
        </Form>
      </section>
      <OutboxLink />
    </>
  );
}

async function changeEmail(data: FormData): Promise<string> {
  const newEmail = textOf(data, "newEmail").trim();
  await client.changeEmail({ newEmail, ...typedPassword(data) });
  return t("email.newSent", { email: newEmail });
}
