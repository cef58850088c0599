import { t } from "../messages/messages.js";
import { giveUpSignIn } from "../session/giveUpSignIn.js";

/** The way back out of a step of the sign-in. It is no link: the steps have no address of their own. */
export function BackToSignIn() {
  return (
    <p class="links">
      <button type="button" class="as-link" onClick={giveUpSignIn}>
        {t("common.back")}
      </button>
    </p>
  );
}
