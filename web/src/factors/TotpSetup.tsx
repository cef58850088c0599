import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { CodeField } from "../forms/CodeField.js";
import { Form } from "../forms/Form.js";
import { t } from "../messages/messages.js";
import { CopyButton } from "./CopyButton.js";
import { QrCode } from "./QrCode.js";
import { typedCode } from "./typedCode.js";

export interface TotpKey {
  readonly secret: string;
  /** `otpauth://…` */
  readonly uri: string;
}

interface Props {
  totp: TotpKey;
  confirm(code: string): Promise<void>;
  /** Shown next to the button. */
  beside: ComponentChildren;
}

/** The key of an authenticator app, as a picture and as text, until a code shows that the app has it. */
export function TotpSetup({ totp, confirm, beside }: Props) {
  const [result, setResult] = useState("");
  return (
    <>
      <p>{t("totp.scan")}</p>
      <QrCode text={totp.uri} label={t("totp.picture")} />
      {/* On the phone that the app is on there is nothing to scan with. */}
      <p class="on-phone">
        <a href={totp.uri}>{t("totp.open")}</a>
      </p>
      <p>{t("totp.key")}</p>
      <p>
        <code class="key">{inGroups(totp.secret)}</code>
      </p>
      <div class="actions">
        <CopyButton label={t("totp.copyKey")} text={totp.secret} onResult={setResult} />
        <p role="status" class="result">
          {result}
        </p>
      </div>
      <Form
        label={t("totp.turnOn")}
        busyLabel={t("common.checking")}
        codeField="code"
        texts={{ FACTOR_MISSING: "totp.expired", FLOW_INVALID: "totp.expired" }}
        keep
        beside={beside}
        submit={async (data) => {
          await confirm(typedCode(data, "code"));
          return undefined;
        }}
      >
        <p>{t("totp.confirmText")}</p>
        <CodeField name="code" label={t("second.code")} kind="digits" />
      </Form>
    </>
  );
}

/** Four by four, as people read it out. */
function inGroups(secret: string): string {
  return secret.replaceAll(/.{4}(?=.)/g, "$& ");
}
