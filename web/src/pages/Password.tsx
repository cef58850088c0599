import type { User } from "@latchkey/client";
import { client } from "../client.js";
import { Form } from "../forms/Form.js";
import { NewPasswordField } from "../forms/NewPasswordField.js";
import { PasswordField } from "../forms/PasswordField.js";
import { textOf } from "../forms/textOf.js";
import { Heading } from "../parts/Heading.js";

/** Another password, for who knows the old one. */
export function Password({ user }: { user: User }) {
  return (
    <>
      <Heading text="Password" />
      <section class="card">
        <p>Every other device will be signed out. This one stays signed in.</p>
        <Form submit={changePassword} label="Change the password" busyLabel="Changing…" passwordField="currentPassword">
          {/* Password managers look for a name, to know whose password changes. */}
          <input type="text" name="username" autocomplete="username" value={user.username} readOnly hidden />
          <PasswordField name="currentPassword" label="Current password" autocomplete="current-password" />
          <NewPasswordField name="newPassword" label="New password" />
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
  return "Your password is changed. Every other device was signed out.";
}
