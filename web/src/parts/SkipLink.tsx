import { t } from "../messages/messages.js";
/** Skips the menu, for keyboard users. */
export function SkipLink() {
  return (
    <a class="skip" href="#main">
      {t("common.skip")}
    </a>
  );
}
