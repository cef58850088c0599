import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { giveUpSignIn } from "../session/giveUpSignIn.js";

/** A sign-in that was begun too long ago. */
export function ExpiredStep() {
  return (
    <>
      <Heading text={t("second.expiredTitle")} replaces />
      <p>{t("second.expired")}</p>
      <div class="actions">
        <button type="button" class="button primary" onClick={giveUpSignIn}>
          {t("second.again")}
        </button>
      </div>
    </>
  );
}
