import type { User } from "@latchkey/client";
import { client } from "../client.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { PasswordField } from "../forms/PasswordField.js";
import { textOf } from "../forms/textOf.js";
import { Heading } from "../parts/Heading.js";

/** The address of the account: whether it is proved, and how to change it. */
export function Email({ user }: { user: User }) {
  const resend = async (): Promise<string> => {
    await client.resendVerification(user.email);
    return `A link is on its way to ${user.email}.`;
  };
  return (
    <>
      <Heading text="E-mail" />
      <section class="card" aria-labelledby="current-address">
        <h2 id="current-address">Your address</h2>
        <p>
          <strong class="value">{user.email}</strong>{" "}
          <span class={user.emailVerified ? "tag good" : "tag"}>
            {user.emailVerified ? "Verified" : "Not verified"}
          </span>
        </p>
        {!user.emailVerified && (
          <Form submit={resend} label="Send the link again" busyLabel="Sending…" keep>
            <p>Open the link that we sent there. It works for an hour.</p>
          </Form>
        )}
      </section>
      <section class="card" aria-labelledby="new-address">
        <h2 id="new-address">Change it</h2>
        <p>The new address gets a link, the old one a note. Nothing changes until the link is used.</p>
        <Form submit={changeEmail} label="Send a link there" busyLabel="Sending…" passwordField="password">
          <Field name="newEmail" label="New e-mail address" type="email" autocomplete="email" />
          <PasswordField name="password" label="Your password" autocomplete="current-password" />
        </Form>
      </section>
    </>
  );
}

async function changeEmail(data: FormData): Promise<string> {
  const newEmail = textOf(data, "newEmail").trim();
  await client.changeEmail({ newEmail, password: textOf(data, "password") });
  return `A link is on its way to ${newEmail}. Open it within an hour.`;
}
