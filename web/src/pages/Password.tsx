import type { User } from "@latchkey/client";
import { client } from "../client.js";
import { Form } from "../forms/Form.js";
import { NewPasswordField } from "../forms/NewPasswordField.js";
import { PasswordField } from "../forms/PasswordField.js";
import { textOf } from "../forms/textOf.js";
import { useHasPassword } from "../forms/useHasPassword.js";
import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";

/** Changes the password of a user who knows the current one, or sets the first one of a user who signs in without. */
export function Password({ user }: { user: User }) {
  const [hasPassword, reload] = useHasPassword();
  const setPassword = async (data: FormData): Promise<string> => {
    await client.changePassword({ newPassword: textOf(data, "newPassword") });
    await reload();
    return t("setPassword.done");
  };
  return (
    <>
      <Heading text={t("changePassword.title")} />
      <section class="card">
        <p>{t(hasPassword ? "changePassword.text" : "setPassword.text")}</p>
        <Form
          submit={hasPassword ? changePassword : setPassword}
          label={t(hasPassword ? "changePassword.submit" : "reset.submit")}
          busyLabel={t(hasPassword ? "changePassword.busy" : "common.saving")}
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
          {hasPassword && (
            <PasswordField name="currentPassword" label={t("changePassword.current")} autocomplete="current-password" />
          )}
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
