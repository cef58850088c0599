import type { SignedOutReason } from "@latchkey/client";
import { signedOutMessage } from "../messages/signedOutMessages.js";
import { Notice } from "./Notice.js";

/** Why the user was signed out, and what to do. Always in the page, so that screen readers announce its text. */
export function SignedOutNotice({ reason }: { reason: SignedOutReason }) {
  const words = signedOutMessage(reason);
  return (
    <div role="status">
      {words !== null && (
        <Notice tone={words.alarming ? "bad" : "calm"}>
          <p>
            <strong>{words.what}</strong>
          </p>
          {words.next !== null && <p>{words.next}</p>}
        </Notice>
      )}
    </div>
  );
}
