import { useState } from "preact/hooks";
import { client } from "../client.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { textOf } from "../forms/textOf.js";
import { Heading } from "../parts/Heading.js";
import { Link } from "../routing/Link.js";

/** Asks for a link that sets a new password. The page says the same whether there is such an account or not. */
export function ForgotPassword() {
  const [sentTo, setSentTo] = useState<string | null>(null);

  const submit = async (data: FormData): Promise<undefined> => {
    const email = textOf(data, "email").trim();
    await client.forgotPassword(email);
    setSentTo(email);
  };

  return (
    <>
      <Heading text={sentTo === null ? "Forgot your password?" : "Look into your mailbox"} />
      {sentTo === null ? (
        <Form submit={submit} label="Send me a link" busyLabel="Sending…" keep>
          <p>We send you a link to set a new one. It works once, for an hour.</p>
          <Field name="email" label="E-mail" type="email" autocomplete="email" />
        </Form>
      ) : (
        <>
          <p>
            If <strong class="value">{sentTo}</strong> belongs to an account, a link is on its way. It works once, for
            an hour.
          </p>
          <p>No mail after a few minutes? Look among the unwanted ones, then ask for another.</p>
          <div class="actions">
            <button type="button" class="button" onClick={() => setSentTo(null)}>
              Ask for another
            </button>
          </div>
        </>
      )}
      <p class="links">
        <Link href="/sign-in">Back to signing in</Link>
      </p>
    </>
  );
}
