import type { SecurityOverview } from "@latchkey/client";
import { useEffect, useRef, useState } from "preact/hooks";
import { client } from "../client.js";
import { t } from "../messages/messages.js";
import { PasswordDialog } from "./PasswordDialog.js";
import { type TotpKey, TotpSetup } from "./TotpSetup.js";

interface Props {
  security: SecurityOverview;
  /** Whether the account may get one. */
  canAdd: boolean;
  changed(codes?: readonly string[]): Promise<void>;
}

/** Turns the codes of an authenticator app on and off. */
export function AuthenticatorApp({ security, canAdd, changed }: Props) {
  const [asked, setAsked] = useState<"start" | "turn-off" | null>(null);
  const [totp, setTotp] = useState<TotpKey | null>(null);
  const [result, setResult] = useState("");
  const heading = useRef<HTMLHeadingElement>(null);
  const isOn = security.methods.includes("totp");

  useEffect(() => {
    // The button that the dialog gives the focus back to is gone, and there is something to read.
    if (totp !== null) heading.current?.focus();
  }, [totp]);

  const confirm = async (code: string): Promise<void> => {
    const codes = await client.confirmTotp({ code });
    setTotp(null);
    setResult(t("totp.turnedOn"));
    await changed(codes);
  };

  return (
    <section class="card" aria-labelledby="totp">
      <h2 id="totp" ref={heading} tabIndex={-1}>
        {t("totp.title")} <span class={isOn ? "tag good" : "tag"}>{t(isOn ? "security.on" : "security.off")}</span>
      </h2>
      <p>{t(totp !== null && isOn ? "totp.moveText" : isOn ? "totp.on" : "totp.off")}</p>
      {totp !== null ? (
        <TotpSetup
          totp={totp}
          confirm={confirm}
          beside={
            <button type="button" class="button" onClick={() => setTotp(null)}>
              {t("common.cancel")}
            </button>
          }
        />
      ) : (
        <div class="actions">
          {canAdd && (
            <button type="button" class={isOn ? "button" : "button primary"} onClick={() => setAsked("start")}>
              {t(isOn ? "totp.move" : "totp.setUp")}
            </button>
          )}
          {isOn && (
            <button type="button" class="button" onClick={() => setAsked("turn-off")}>
              {t("security.turnOff")}
            </button>
          )}
          <p role="status" class="result">
            {result}
          </p>
        </div>
      )}
      {asked === "start" && (
        <PasswordDialog
          security={security}
          title={t("totp.setUpTitle")}
          label={t("common.continue")}
          busyLabel={t("common.checking")}
          tone="primary"
          confirm={async (permission) => {
            setTotp(await client.startTotp(permission));
            setResult("");
          }}
          onClose={() => setAsked(null)}
        >
          <p>{t(isOn ? "totp.moveText" : "totp.off")}</p>
        </PasswordDialog>
      )}
      {asked === "turn-off" && (
        <PasswordDialog
          security={security}
          title={t("totp.turnOffTitle")}
          label={t("security.turnOff")}
          busyLabel={t("security.turningOff")}
          confirm={async (permission) => {
            await client.removeTotp(permission);
            setResult(t("totp.turnedOff"));
            await changed();
          }}
          onClose={() => setAsked(null)}
        >
          <p>{t("totp.turnOffText")}</p>
        </PasswordDialog>
      )}
    </section>
  );
}
