import { t } from "../messages/messages.js";
/** A placeholder. Its text appears late, so that a quick answer shows nothing at all. */
export function Waiting() {
  return (
    <main class="waiting">
      <p role="status">{t("common.waiting")}</p>
    </main>
  );
}
