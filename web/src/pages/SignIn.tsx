import { LatchkeyError, type SignedOutReason } from "@latchkey/client";
import { useState } from "preact/hooks";
import { Checkbox } from "../forms/Checkbox.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { PasswordField } from "../forms/PasswordField.js";
import { textOf } from "../forms/textOf.js";
import { type PlainKey, t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { Notice } from "../parts/Notice.js";
import { OtherWays } from "../parts/OtherWays.js";
import { ResendLink } from "../parts/ResendLink.js";
import { SignedOutNotice } from "../parts/SignedOutNotice.js";
import { canUsePasskeys } from "../passkeys/support.js";
import { withNext } from "../routing/destination.js";
import { Link } from "../routing/Link.js";
import type { FlashMessage, Route } from "../routing/location.js";
import { pendingLink, setPendingLink } from "../session/pendingLink.js";
import { signInWithPassword } from "../session/signIn.js";
import { providerLabel, site } from "../site.js";
import { loginName } from "./loginName.js";
import { PasskeySignIn } from "./PasskeySignIn.js";
import { REGISTER } from "./rarePages.js";

const FLASH_MESSAGES: Partial<Record<FlashMessage, PlainKey>> = {
  "password-set": "signIn.passwordSet",
  registered: "signIn.registered",
};

/** Accounts from a time with usernames may still sign in with them. */
const byEmail = site.username === "off";

/** The sign-in form, and why the user was signed out. The app decides where to go next. */
export function SignIn({ route, reason }: { route: Route; reason: SignedOutReason }) {
  /** The name of the account whose email address is not verified. */
  const [unverified, setUnverified] = useState<string | null>(null);
  const [rememberMe, setRememberMe] = useState(true);
  const [link, setLink] = useState(pendingLink);
  const next = new URLSearchParams(route.search).get("next");

  const flashMessage = route.flashMessage === null ? undefined : FLASH_MESSAGES[route.flashMessage];

  const submit = async (data: FormData): Promise<undefined> => {
    const name = textOf(data, "login").trim();
    const password = textOf(data, "password");
    try {
      await signInWithPassword({ ...loginName(name), password, rememberMe });
    } catch (error) {
      setUnverified(error instanceof LatchkeyError && error.code === "EMAIL_NOT_VERIFIED" ? name : null);
      throw error;
    }
  };

  const giveUpLink = (): void => {
    setPendingLink(null);
    setLink(null);
  };

  return (
    <>
      <Heading text={t("signIn.title")} />
      {flashMessage === undefined ? (
        <SignedOutNotice reason={reason} />
      ) : (
        <Notice tone="good">
          <p>{t(flashMessage)}</p>
        </Notice>
      )}
      {link !== null && (
        <Notice tone="calm">
          <p>{t("signIn.toLink", { provider: providerLabel(link.provider) })}</p>
          <button type="button" class="button small" onClick={giveUpLink}>
            {t("signIn.noLink")}
          </button>
        </Notice>
      )}
      <Form
        submit={submit}
        label={t("common.signIn")}
        busyLabel={t("signIn.busy")}
        keep
        beside={canUsePasskeys() && <PasskeySignIn rememberMe={rememberMe} />}
        aliases={{ username: "login", email: "login" }}
        {...(byEmail && { texts: { INVALID_CREDENTIALS: "problem.credentialsEmail" } })}
      >
        <Field
          name="login"
          label={t(byEmail ? "common.email" : "signIn.login")}
          type={byEmail ? "email" : "text"}
          autocomplete="username webauthn"
        />
        <PasswordField name="password" label={t("common.password")} autocomplete="current-password" />
        <Checkbox
          name="rememberMe"
          label={t("signIn.stay")}
          hint={t("signIn.stayHint")}
          checked
          onChange={setRememberMe}
        />
      </Form>
      {unverified !== null && (
        <section class="aside" aria-label={t("signIn.anotherLink")}>
          <ResendLink email={unverified.includes("@") ? unverified : ""} tone="secondary" />
        </section>
      )}
      <OtherWays next={next} rememberMe={rememberMe} code={site.emailCode} />
      <p class="links">
        <Link href="/forgot-password">{t("signIn.forgot")}</Link>
        <Link href={withNext("/register", next)} onApproach={REGISTER.load}>
          {t("signIn.register")}
        </Link>
      </p>
    </>
  );
}
