import { client } from "../client.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { textOf } from "../forms/textOf.js";

/** Asks for another mail that verifies an address. The answer is the same for every address. */
export function ResendLink({ email }: { email: string }) {
  return (
    <Form
      label="Send the link again"
      busyLabel="Sending…"
      keep
      submit={async (data) => {
        await client.resendVerification(textOf(data, "email"));
        return "If this address waits for its verification, a mail is on its way.";
      }}
    >
      <Field name="email" label="E-mail" type="email" autocomplete="email" value={email} />
    </Form>
  );
}
