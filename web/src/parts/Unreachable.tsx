import { useState } from "preact/hooks";
import { t } from "../messages/messages.js";
import { reloadSession } from "../session/reloadSession.js";
import { AuthLayout } from "./AuthLayout.js";
import { Heading } from "./Heading.js";

/** Shown when it is unknown whether the user is signed in. That is no reason to ask for a password. */
export function Unreachable() {
  const [busy, setBusy] = useState(false);
  const retry = (): void => {
    if (busy) return;
    setBusy(true);
    reloadSession().finally(() => setBusy(false));
  };
  return (
    <AuthLayout>
      <Heading text={t("unreachable.title")} />
      <p>{t("unreachable.text")}</p>
      <div class="actions">
        <button type="button" class="button primary" aria-disabled={busy} onClick={retry}>
          {t(busy ? "unreachable.trying" : "common.tryAgain")}
        </button>
      </div>
    </AuthLayout>
  );
}
