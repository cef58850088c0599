import type { SignedOutReason } from "@latchkey/client";
import { reasonWords } from "../words/reasonWords.js";
import { Notice } from "./Notice.js";

/** Why somebody is here again, and what to do. Always there, so that it is read out when it comes. */
export function SignedOutNotice({ reason }: { reason: SignedOutReason }) {
  const words = reasonWords(reason);
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
