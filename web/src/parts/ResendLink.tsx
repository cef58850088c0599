import { client } from "../client.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import type { ButtonTone } from "../forms/SubmitButton.js";
import { textOf } from "../forms/textOf.js";
import { t } from "../messages/messages.js";
import { OutboxLink } from "./OutboxLink.js";

/** Requests another email that verifies an address. The answer is the same for every address. */
export function ResendLink({ email, tone = "primary" }: { email: string; tone?: ButtonTone }) {
  return (
    <>
      <OutboxLink />
      <Form
        label={t("common.resendLink")}
        busyLabel={t("common.sending")}
        tone={tone}
        keep
        submit={async (data) => {
          await client.resendVerification(textOf(data, "email"));
          return t("resend.done");
        }}
      >
        <Field name="email" label={t("common.email")} type="email" autocomplete="email" value={email} />
      </Form>
    </>
  );
}
