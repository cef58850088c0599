import { useState } from "preact/hooks";
import { client } from "../client.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { textOf } from "../forms/textOf.js";
import { Heading } from "../parts/Heading.js";
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
      <Heading text={sentTo === null ? "Forgot your password?" : "Check your email"} />
      {sentTo === null ? (
        <Form submit={submit} label="Send the link" busyLabel="Sending…" keep>
          <p>
            Enter your email address, and we will send you a link to set a new password. It works once and is valid for
            one hour.
          </p>
          <Field name="email" label="Email address" type="email" autocomplete="email" />
        </Form>
      ) : (
        <>
          <p>
            If <strong class="value">{sentTo}</strong> belongs to an account, we sent a link to it. It works once and is
            valid for one hour.
          </p>
          <p>No email after a few minutes? Check your spam folder, then request another link.</p>
          <div class="actions">
            <button type="button" class="button" onClick={() => setSentTo(null)}>
              Request another link
            </button>
          </div>
        </>
      )}
      <p class="links">
        <Link href="/sign-in">Back to sign in</Link>
      </p>
    </>
  );
}
