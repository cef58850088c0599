import { LatchkeyError } from "@latchkey/client";
import { useState } from "preact/hooks";
import { client } from "../client.js";
import { AppFields } from "../forms/AppFields.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { fieldValues } from "../forms/fieldValues.js";
import { NameFields } from "../forms/NameFields.js";
import { NewPasswordField } from "../forms/NewPasswordField.js";
import { textOf } from "../forms/textOf.js";
import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { ResendLink } from "../parts/ResendLink.js";
import { Rich } from "../parts/Rich.js";
import { CREATION_TEXTS } from "../passkeys/creationTexts.js";
import { canUsePasskeys } from "../passkeys/support.js";
import { withNext } from "../routing/destination.js";
import { Link } from "../routing/Link.js";
import { navigate, type Route } from "../routing/location.js";
import { holdingThePage, signInWithPassword } from "../session/signIn.js";
import { showCodes } from "../session/signInStep.js";
import { site } from "../site.js";

type Registration = Readonly<Record<"username" | "fullName" | "email", string>>;

/** Creates an account, with a password or with a passkey instead, and signs in with it. */
export function Register({ route }: { route: Route }) {
  const signIn = withNext("/sign-in", new URLSearchParams(route.search).get("next"));
  /** The address that must be verified before the user can sign in. */
  const [waiting, setWaiting] = useState<string | null>(null);

  const [byPasskey, setByPasskey] = useState(false);

  const submit = async (data: FormData): Promise<undefined> => {
    const registration = {
      fullName: textOf(data, "fullName"),
      username: textOf(data, "username"),
      email: textOf(data, "email"),
      ...fieldValues(site.fields, data),
    };
    if (byPasskey) await registerByPasskey(registration);
    else await registerByPassword(registration, textOf(data, "password"));
  };

  const registerByPassword = async (registration: Registration, password: string): Promise<void> => {
    const { username, email } = await client.register({ ...registration, password });
    try {
      await signInWithPassword({ ...(username === null ? { email } : { username }), password });
    } catch (error) {
      if (!(error instanceof LatchkeyError)) throw error;
      // The account exists. The sign-in page shows what is wrong.
      if (error.code === "EMAIL_NOT_VERIFIED") setWaiting(email);
      else navigate(signIn, { flashMessage: "registered" });
    }
  };

  const registerByPasskey = async (registration: Registration): Promise<void> => {
    try {
      const { registerWithPasskey } = await import("@latchkey/client/passkeys");
      await holdingThePage(async () => showCodes((await registerWithPasskey(client, registration)).recoveryCodes));
    } catch (error) {
      if (!(error instanceof LatchkeyError && error.code === "EMAIL_NOT_VERIFIED")) throw error;
      setWaiting(registration.email);
    }
  };

  if (waiting !== null) return <CheckYourMail email={waiting} signIn={signIn} />;
  return (
    <>
      <Heading text={t("register.title")} />
      <Form submit={submit} label={t("register.submit")} busyLabel={t("register.busy")} keep texts={CREATION_TEXTS}>
        <NameFields usernameHint={t("register.usernameHint")} />
        <Field name="email" label={t("common.email")} type="email" autocomplete="email" />
        {byPasskey ? (
          <p>{t("register.passkeyText")}</p>
        ) : (
          <NewPasswordField name="password" label={t("common.password")} />
        )}
        <AppFields />
      </Form>
      {canUsePasskeys() && (
        <div class="actions">
          <button type="button" class="button" onClick={() => setByPasskey(!byPasskey)}>
            {t(byPasskey ? "register.usePassword" : "register.usePasskey")}
          </button>
        </div>
      )}
      <p class="links">
        <span>
          <Rich text="register.signIn" parts={{ link: <Link href={signIn}>{t("common.signIn")}</Link> }} />
        </span>
      </p>
    </>
  );
}

function CheckYourMail({ email, signIn }: { email: string; signIn: string }) {
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
