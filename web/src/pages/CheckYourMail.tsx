import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { ResendLink } from "../parts/ResendLink.js";
import { Rich } from "../parts/Rich.js";
import { Link } from "../routing/Link.js";

/** An account was created whose address must be verified before its first sign-in. */
export function CheckYourMail({ email, signIn }: { email: string; signIn: string }) {
  return (
    <>
      <Heading text={t("common.checkEmail")} />
      <p>
        <Rich text="register.linkSent" parts={{ email: <strong class="value">{email}</strong> }} />
      </p>
      <ResendLink email={email} />
      <p class="links">
        <Link href={signIn}>{t("common.signIn")}</Link>
      </p>
    </>
  );
}
