import { useState } from "preact/hooks";
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
      <Heading text="The service cannot be reached" />
      <p>
        You have not been signed out. Check your connection. This page continues on its own when the service is back.
      </p>
      <div class="actions">
        <button type="button" class="button primary" aria-disabled={busy} onClick={retry}>
          {busy ? "Trying…" : "Try again"}
        </button>
      </div>
    </AuthLayout>
  );
}
