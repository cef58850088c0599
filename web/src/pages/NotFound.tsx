import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { Link } from "../routing/Link.js";

/** For a path that is none of these pages. */
export function NotFound() {
  return (
    <>
      <Heading text={t("notFound.title")} />
      <p>{t("notFound.text")}</p>
      <div class="actions">
        <Link href="/account" class="button primary">
          {t("common.toAccount")}
        </Link>
      </div>
    </>
  );
}
