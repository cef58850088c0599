import { useState } from "preact/hooks";
import { askAgain } from "../session/askAgain.js";
import { DoorLayout } from "./DoorLayout.js";
import { Heading } from "./Heading.js";

/** Nobody knows whether somebody is signed in. That is no reason to ask for a password. */
export function Unreachable() {
  const [busy, setBusy] = useState(false);
  const retry = (): void => {
    if (busy) return;
    setBusy(true);
    askAgain().finally(() => setBusy(false));
  };
  return (
    <DoorLayout>
      <Heading text="The service cannot be reached" />
      <p>You have not been signed out. Check your connection; this page goes on by itself when there is an answer.</p>
      <div class="actions">
        <button type="button" class="button primary" aria-disabled={busy} onClick={retry}>
          {busy ? "Trying…" : "Try again"}
        </button>
      </div>
    </DoorLayout>
  );
}
