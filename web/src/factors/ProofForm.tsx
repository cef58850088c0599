import type { Proof } from "@latchkey/client";
import { passkeyProof } from "@latchkey/client/passkeys";
import { useEffect, useRef, useState } from "preact/hooks";
import { client } from "../client.js";
import { ActionButton } from "../forms/ActionButton.js";
import { CodeField } from "../forms/CodeField.js";
import { Form } from "../forms/Form.js";
import { PasswordField } from "../forms/PasswordField.js";
import { textOf } from "../forms/textOf.js";
import { useAction } from "../forms/useAction.js";
import { type PlainKey, t } from "../messages/messages.js";
import { PasskeySign } from "../parts/PasskeySign.js";
import { canUsePasskeys } from "../passkeys/support.js";
import { typedCode } from "./typedCode.js";

/** What somebody may prove who they are with. */
export type Way = "password" | "totp" | "recovery-code" | "passkey";

interface Props {
  /** What the account has. */
  ways: readonly Way[];
  prove(proof: Proof): Promise<void>;
  /** Of a pending sign-in, which a passkey continues. */
  flow?: string | undefined;
}

const ORDER: readonly Way[] = ["password", "totp", "passkey", "recovery-code"];

const USE: Record<Way, PlainKey> = {
  password: "second.usePassword",
  totp: "second.useCode",
  "recovery-code": "second.useRecoveryCode",
  passkey: "second.usePasskey",
};

/** Asks for one proof, and lets people choose another one that they have at hand. */
export function ProofForm({ ways, prove, flow }: Props) {
  const [chosen, setChosen] = useState<Way | null>(null);
  const way = chosen ?? firstOf(ways);
  const others = ways.filter((other) => other !== way);
  const proof = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button that was pressed is gone.
    if (chosen !== null) proof.current?.querySelector<HTMLElement>("input, button")?.focus();
  }, [chosen]);
  return (
    <>
      <div ref={proof} class="stack">
        <OneProof key={way} way={way} isChosen={chosen !== null} prove={prove} flow={flow} />
      </div>
      {others.length > 0 && (
        <ul class="choices">
          {others.map((other) => (
            <li key={other}>
              <button type="button" class="button" onClick={() => setChosen(other)}>
                {t(USE[other])}
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

interface OneProps extends Omit<Props, "ways"> {
  way: Way;
  /** Somebody has pressed a button for it. */
  isChosen: boolean;
}

function OneProof({ way, isChosen, prove, flow }: OneProps) {
  const shared = { label: t("common.continue"), busyLabel: t("common.checking"), keep: true };
  const proveBy = (proof: (data: FormData) => Proof) => async (data: FormData) => {
    await prove(proof(data));
    return undefined;
  };
  switch (way) {
    case "password":
      return (
        <Form {...shared} passwordField="password" submit={proveBy((data) => ({ password: textOf(data, "password") }))}>
          <PasswordField name="password" label={t("common.yourPassword")} autocomplete="current-password" />
        </Form>
      );
    case "totp":
      return (
        <Form {...shared} codeField="code" submit={proveBy((data) => ({ code: typedCode(data, "code") }))}>
          <p>{t("second.codeText")}</p>
          <CodeField name="code" label={t("second.code")} kind="digits" takesFocus />
        </Form>
      );
    case "recovery-code":
      return (
        <Form
          {...shared}
          codeField="recoveryCode"
          submit={proveBy((data) => ({ recoveryCode: typedCode(data, "recoveryCode") }))}
        >
          <p>{t("second.recoveryText")}</p>
          <CodeField name="recoveryCode" label={t("second.recoveryCode")} kind="text" takesFocus />
        </Form>
      );
    case "passkey":
      return <PasskeyProof isChosen={isChosen} prove={prove} flow={flow} />;
  }
}

function PasskeyProof({ isChosen, prove, flow }: Omit<OneProps, "way">) {
  const action = useAction();
  const use = async (): Promise<void> => prove(await passkeyProof(client, flow === undefined ? {} : { flow }));
  useEffect(() => {
    // One press is enough.
    if (isChosen && canUsePasskeys()) void action.run(use);
  }, [isChosen]);
  if (!canUsePasskeys()) return <p>{t("problem.noPasskeys")}</p>;
  return (
    <>
      <p>{t("second.passkeyText")}</p>
      <div class="actions">
        <ActionButton
          label={t("second.usePasskey")}
          busyLabel={t("signIn.passkeyBusy")}
          tone="primary"
          action={action}
          sign={<PasskeySign />}
          onPress={use}
        />
      </div>
    </>
  );
}

/** What most people have at hand comes first, and what this browser cannot do only where there is nothing else. */
function firstOf(ways: readonly Way[]): Way {
  const usable = canUsePasskeys() ? ORDER : ORDER.filter((way) => way !== "passkey");
  return usable.find((way) => ways.includes(way)) ?? "passkey";
}
