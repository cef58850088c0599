import type { User } from "@latchkey/client";
import { client } from "../client.js";
import { Form } from "../forms/Form.js";
import { NewPasswordField } from "../forms/NewPasswordField.js";
import { PasswordField } from "../forms/PasswordField.js";
import { textOf } from "../forms/textOf.js";
import { Heading } from "../parts/Heading.js";

/** Changes the password of a user who knows the current one. */
export function Password({ user }: { user: User }) {
  return (
    <>
      <Heading text="Password" />
      <section class="card">
        <p>All other devices will be signed out. This device stays signed in.</p>
        <Form submit={changePassword} label="Change password" busyLabel="Changing…" passwordField="currentPassword">
          {/* Password managers look for a username. */}
          <input type="text" name="username" autocomplete="username" value={user.username} readOnly hidden />
          <PasswordField name="currentPassword" label="Current password" autocomplete="current-password" />
          <NewPasswordField
            name="newPassword"
            label="New password"
            owner={[user.fullName, user.username, user.email]}
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
  return "Your password is changed, and all other devices are signed out.";
}
