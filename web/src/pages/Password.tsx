import type { User } from "@latchkey/client";
import { client } from "../client.js";
import { Form } from "../forms/Form.js";
import { NewPasswordField } from "../forms/NewPasswordField.js";
import { PasswordField } from "../forms/PasswordField.js";
import { textOf } from "../forms/textOf.js";
import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";

/** Changes the password of a user who knows the current one. */
export function Password({ user }: { user: User }) {
  return (
    <>
      <Heading text={t("changePassword.title")} />
      <section class="card">
        <p>{t("changePassword.text")}</p>
        <Form
          submit={changePassword}
          label={t("changePassword.submit")}
          busyLabel={t("changePassword.busy")}
          passwordField="currentPassword"
        >
          {/* Password managers look for a username. */}
          <input
            type="text"
            name="username"
            autocomplete="username"
            value={user.username ?? user.email}
            readOnly
            hidden
          />
          <PasswordField name="currentPassword" label={t("changePassword.current")} autocomplete="current-password" />
          <NewPasswordField
            name="newPassword"
            label={t("common.newPassword")}
            owner={[user.fullName ?? "", user.username ?? "", user.email]}
          />
        </Form>
      </section>
    </>
  );
}

async function changePassword(data: FormData): Promise<string> {
  await client.changePassword({
    currentPassword: textOf(data, "currentPassword"),
    newPassword: textOf(data, "newPassword"),
  });
  return t("changePassword.done");
}
