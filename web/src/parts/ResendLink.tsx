import { client } from "../client.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import type { ButtonTone } from "../forms/SubmitButton.js";
import { textOf } from "../forms/textOf.js";

/** Requests another email that verifies an address. The answer is the same for every address. */
export function ResendLink({ email, tone = "primary" }: { email: string; tone?: ButtonTone }) {
  return (
    <Form
      label="Resend the link"
      busyLabel="Sending…"
      tone={tone}
      keep
      submit={async (data) => {
        await client.resendVerification(textOf(data, "email"));
        return "If this address is waiting to be verified, we sent an email to it.";
      }}
    >
      <Field name="email" label="Email" type="email" autocomplete="email" value={email} />
    </Form>
  );
}
