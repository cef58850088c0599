import type { User } from "@latchkey/client";
import { client } from "../client.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { PasswordField } from "../forms/PasswordField.js";
import { textOf } from "../forms/textOf.js";
import { Heading } from "../parts/Heading.js";

/** The email address of the account: whether it is verified, and how to change it. */
export function Email({ user }: { user: User }) {
  const resend = async (): Promise<string> => {
    await client.resendVerification(user.email);
    return `We sent a link to ${user.email}.`;
  };
  return (
    <>
      <Heading text="Email" />
      <section class="card" aria-labelledby="current-address">
        <h2 id="current-address">Email address</h2>
        <p>
          <strong class="value">{user.email}</strong>{" "}
          <span class={user.emailVerified ? "tag good" : "tag warning"}>
            {user.emailVerified ? "Verified" : "Not verified"}
          </span>
        </p>
        {!user.emailVerified && (
          <Form submit={resend} label="Resend the link" busyLabel="Sending…" tone="secondary" keep>
            <p>Open the link that we sent to this address. It is valid for one hour.</p>
          </Form>
        )}
      </section>
      <section class="card" aria-labelledby="new-address">
        <h2 id="new-address">Change your email address</h2>
        <p>
          We send a link to the new address and a notice to the current one. Your address changes when you open the
          link.
        </p>
        <Form submit={changeEmail} label="Send the link" busyLabel="Sending…" passwordField="password">
          <Field name="newEmail" label="New email address" type="email" autocomplete="email" />
          <PasswordField name="password" label="Your password" autocomplete="current-password" />
        </Form>
      </section>
    </>
  );
}

async function changeEmail(data: FormData): Promise<string> {
  const newEmail = textOf(data, "newEmail").trim();
  await client.changeEmail({ newEmail, password: textOf(data, "password") });
  return `We sent a link to ${newEmail}. It is valid for one hour.`;
}
