import { LatchkeyError } from "@latchkey/client";
import { useState } from "preact/hooks";
import { typedCode } from "../factors/typedCode.js";
import { Checkbox } from "../forms/Checkbox.js";
import { CodeField } from "../forms/CodeField.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { textOf } from "../forms/textOf.js";
import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { OutboxLink } from "../parts/OutboxLink.js";
import { Rich } from "../parts/Rich.js";
import { withNext } from "../routing/destination.js";
import { Link } from "../routing/Link.js";
import type { Route } from "../routing/location.js";
import { nextAddress } from "../routing/nextAddress.js";
import { isFlowMissing, signInByCode } from "../session/mailedCode.js";
import { requestCode } from "../session/requestCode.js";
import { forgetSentCode, keptSentCode, type SentCode } from "../session/sentCode.js";
import { holdingThePage } from "../session/signIn.js";
import { keptChoices } from "../session/signInChoices.js";
import { site } from "../site.js";
import { SendAnotherCode } from "./SendAnotherCode.js";

/** Signs in with a code that is mailed. The page shows the same whether such an account exists or not. */
export function EmailCode({ route }: { route: Route }) {
  const next = new URLSearchParams(route.search).get("next");
  const [sent, setSent] = useState<SentCode | null>(keptSentCode);

  const ask = async (data: FormData): Promise<undefined> => {
    const choices = { rememberMe: data.has("rememberMe"), next: nextAddress(next, site) };
    setSent(await requestCode(textOf(data, "email").trim(), choices));
  };
  const askAgain = async (email: string): Promise<void> => setSent(await requestCode(email, keptChoices()));
  const giveUp = (): void => {
    forgetSentCode();
    setSent(null);
  };
  const enter = async (data: FormData): Promise<undefined> => {
    try {
      await holdingThePage(() => signInByCode(typedCode(data, "code")));
    } catch (error) {
      throw isFlowMissing(error) ? new LatchkeyError("FLOW_INVALID", "") : error;
    }
  };

  return (
    <>
      <Heading text={t(sent === null ? "code.title" : "common.checkEmail")} />
      {sent === null ? (
        <Form key="ask" submit={ask} label={t("code.send")} busyLabel={t("common.sending")} keep>
          <p>{t("code.text")}</p>
          <Field name="email" label={t("common.email")} type="email" autocomplete="email" />
          <Checkbox name="rememberMe" label={t("signIn.stay")} hint={t("signIn.stayHint")} checked />
        </Form>
      ) : (
        <>
          <p>
            <Rich text="code.sent" parts={{ email: <strong class="value">{sent.email}</strong> }} />
          </p>
          <OutboxLink />
          <Form
            key="enter"
            submit={enter}
            label={t("common.signIn")}
            busyLabel={t("signIn.busy")}
            codeField="code"
            keep
          >
            <CodeField name="code" label={t("code.label")} kind="digits" takesFocus />
          </Form>
          <SendAnotherCode sent={sent} send={() => askAgain(sent.email)} giveUp={giveUp} />
        </>
      )}
      <p class="links">
        <Link href={withNext("/sign-in", next)}>{t("common.back")}</Link>
      </p>
    </>
  );
}
