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
import { type PlainKey, t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { OtherWays } from "../parts/OtherWays.js";
import { Rich } from "../parts/Rich.js";
import { CREATION_TEXTS } from "../passkeys/creationTexts.js";
import { canUsePasskeys } from "../passkeys/support.js";
import { withNext } from "../routing/destination.js";
import { Link } from "../routing/Link.js";
import { navigate, type Route } from "../routing/location.js";
import { nextAddress } from "../routing/nextAddress.js";
import { holdingThePage, signInWithPassword } from "../session/signIn.js";
import { showCodes } from "../session/signInStep.js";
import { site } from "../site.js";
import { CheckYourMail } from "./CheckYourMail.js";

type Registration = Readonly<Record<"username" | "fullName" | "email", string>>;

/** What somebody wants to sign in with. */
type Way = "password" | "passkey" | "code";

const WAYS: readonly Way[] = [
  "password",
  ...(canUsePasskeys() ? ["passkey" as const] : []),
  ...(site.emailCode ? ["code" as const] : []),
];

const USE: Record<Way, PlainKey> = {
  password: "register.usePassword",
  passkey: "register.usePasskey",
  code: "register.useCode",
};

/** Creates an account, with a password, a passkey or a mailed code, and signs in with it. */
export function Register({ route }: { route: Route }) {
  const next = new URLSearchParams(route.search).get("next");
  const signIn = withNext("/sign-in", next);
  /** The address that must be verified before the user can sign in. */
  const [waiting, setWaiting] = useState<string | null>(null);

  const [way, setWay] = useState<Way>("password");

  const submit = async (data: FormData): Promise<undefined> => {
    const registration = {
      fullName: textOf(data, "fullName"),
      username: textOf(data, "username"),
      email: textOf(data, "email"),
      ...fieldValues(site.fields, data),
    };
    if (way === "passkey") await registerByPasskey(registration);
    else if (way === "code") await registerByCode(registration);
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

  const registerByCode = async (registration: Registration): Promise<void> => {
    const { email } = await client.register(registration);
    const { requestCode } = await import("../session/requestCode.js");
    await requestCode(email, { rememberMe: true, next: nextAddress(next, site) });
    navigate(withNext("/sign-in/code", next));
  };

  if (waiting !== null) return <CheckYourMail email={waiting} signIn={signIn} />;
  return (
    <>
      <Heading text={t("register.title")} />
      <Form submit={submit} label={t("register.submit")} busyLabel={t("register.busy")} keep texts={CREATION_TEXTS}>
        <NameFields usernameHint={t("register.usernameHint")} />
        <Field name="email" label={t("common.email")} type="email" autocomplete="email" />
        {way === "password" && <NewPasswordField name="password" label={t("common.password")} />}
        {way === "passkey" && <p>{t("register.passkeyText")}</p>}
        {way === "code" && <p>{t("register.codeText")}</p>}
        <AppFields />
      </Form>
      <div class="actions">
        {WAYS.filter((other) => other !== way).map((other) => (
          <button key={other} type="button" class="button" onClick={() => setWay(other)}>
            {t(USE[other])}
          </button>
        ))}
      </div>
      <OtherWays next={next} rememberMe code={false} />
      <p class="links">
        <span>
          <Rich text="register.signIn" parts={{ link: <Link href={signIn}>{t("common.signIn")}</Link> }} />
        </span>
      </p>
    </>
  );
}
