import { t } from "../messages/messages.js";
import { site } from "../site.js";
import { Rich } from "./Rich.js";

/** On localhost without a mail server: where the mail is that the page speaks of. In a tab of its own, since this page waits for it. */
export function OutboxLink() {
  if (!site.outbox) return null;
  const link = (
    <a href={site.outbox} target="_blank" rel="noopener">
      {t("outbox.open")}
    </a>
  );
  return (
    <p class="quiet">
      <Rich text="outbox.text" parts={{ link }} />
    </p>
  );
}
