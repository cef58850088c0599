import type { SecurityOverview } from "@latchkey/client";
import { useState } from "preact/hooks";
import { client } from "../client.js";
import { t } from "../messages/messages.js";
import { Notice } from "../parts/Notice.js";
import { PasswordDialog } from "./PasswordDialog.js";

/** With so few left, the next lost phone may lock somebody out. */
const FEW = 2;

interface Props {
  security: SecurityOverview;
  changed(codes: readonly string[]): Promise<void>;
}

/** How many recovery codes are left, and a way to make new ones. */
export function RecoveryCodesLeft({ security, changed }: Props) {
  const [isAsked, setIsAsked] = useState(false);
  const count = security.recoveryCodesLeft;
  return (
    <section class="card" aria-labelledby="codes">
      <h2 id="codes">{t("codes.title")}</h2>
      <p>{t("codes.text")}</p>
      {count > FEW ? (
        <p>{t("codes.left", { count })}</p>
      ) : (
        <Notice tone="warning">
          <p>{t("codes.few", { count })}</p>
        </Notice>
      )}
      <div class="actions">
        <button type="button" class="button" onClick={() => setIsAsked(true)}>
          {t("codes.make")}
        </button>
      </div>
      {isAsked && (
        <PasswordDialog
          security={security}
          title={t("codes.makeTitle")}
          label={t("codes.make")}
          busyLabel={t("codes.making")}
          tone="primary"
          confirm={async (permission) => changed(await client.makeRecoveryCodes(permission))}
          onClose={() => setIsAsked(false)}
        >
          <p>{t("codes.makeText")}</p>
        </PasswordDialog>
      )}
    </section>
  );
}
