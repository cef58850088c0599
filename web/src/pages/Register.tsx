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
import { withNext } from "../routing/destination.js";
import { Link } from "../routing/Link.js";
import { navigate, type Route } from "../routing/location.js";
import { site } from "../site.js";

/** Creates an account and signs in with it. */
export function Register({ route }: { route: Route }) {
  const signIn = withNext("/sign-in", new URLSearchParams(route.search).get("next"));
  /** The address that must be verified before the user can sign in. */
  const [waiting, setWaiting] = useState<string | null>(null);

  const submit = async (data: FormData): Promise<undefined> => {
    const password = textOf(data, "password");
    const { username, email } = await client.register({
      fullName: textOf(data, "fullName"),
      username: textOf(data, "username"),
      email: textOf(data, "email"),
      password,
      ...fieldValues(site.fields, data),
    });
    try {
      await client.login({ ...(username === null ? { email } : { username }), password });
    } catch (error) {
      if (!(error instanceof LatchkeyError)) throw error;
      // The account exists. The sign-in page shows what is wrong.
      if (error.code === "EMAIL_NOT_VERIFIED") setWaiting(email);
      else navigate(signIn, { flashMessage: "registered" });
    }
  };

  if (waiting !== null) return <CheckYourMail email={waiting} signIn={signIn} />;
  return (
    <>
      <Heading text={t("register.title")} />
      <Form submit={submit} label={t("register.submit")} busyLabel={t("register.busy")} keep>
        <NameFields usernameHint={t("register.usernameHint")} />
        <Field name="email" label={t("common.email")} type="email" autocomplete="email" />
        <NewPasswordField name="password" label={t("common.password")} />
        <AppFields />
      </Form>
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
