import { LatchkeyError } from "@latchkey/client";
import { useState } from "preact/hooks";
import { client } from "../client.js";
import { AppFields } from "../forms/AppFields.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { fieldValues } from "../forms/fieldValues.js";
import { NewPasswordField } from "../forms/NewPasswordField.js";
import { textOf } from "../forms/textOf.js";
import { Heading } from "../parts/Heading.js";
import { ResendLink } from "../parts/ResendLink.js";
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
      await client.login({ username, password });
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
      <Heading text="Create an account" />
      <Form submit={submit} label="Create account" busyLabel="Creating your account…" keep>
        <Field name="fullName" label="Full name" autocomplete="name" capitalize />
        <Field
          name="username"
          label="Username"
          autocomplete="username"
          hint="3 to 32 letters, digits, dots, hyphens or underscores."
        />
        <Field name="email" label="Email address" type="email" autocomplete="email" />
        <NewPasswordField name="password" label="Password" />
        <AppFields />
      </Form>
      <p class="links">
        <span>
          Already have an account? <Link href={signIn}>Sign in</Link>
        </span>
      </p>
    </>
  );
}

function CheckYourMail({ email, signIn }: { email: string; signIn: string }) {
  return (
    <>
      <Heading text="Check your email" />
      <p>
        Your account is ready. We sent a link to <strong class="value">{email}</strong>. Open it within one hour, then
        sign in.
      </p>
      <ResendLink email={email} />
      <p class="links">
        <Link href={signIn}>Sign in</Link>
      </p>
    </>
  );
}
