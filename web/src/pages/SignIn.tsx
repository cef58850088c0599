import { LatchkeyError, type SignedOutReason } from "@latchkey/client";
import { useState } from "preact/hooks";
import { client } from "../client.js";
import { Checkbox } from "../forms/Checkbox.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { PasswordField } from "../forms/PasswordField.js";
import { textOf } from "../forms/textOf.js";
import { Heading } from "../parts/Heading.js";
import { Notice } from "../parts/Notice.js";
import { ResendLink } from "../parts/ResendLink.js";
import { SignedOutNotice } from "../parts/SignedOutNotice.js";
import { withNext } from "../routing/destination.js";
import { Link } from "../routing/Link.js";
import type { FlashMessage, Route } from "../routing/location.js";
import { loginName } from "./loginName.js";

const FLASH_MESSAGES: Partial<Record<FlashMessage, string>> = {
  "password-set": "Your new password is set. Sign in to continue.",
  registered: "Your account is ready. Sign in to continue.",
};

/** The sign-in form, and why the user was signed out. The app decides where to go next. */
export function SignIn({ route, reason }: { route: Route; reason: SignedOutReason }) {
  /** The name of the account whose email address is not verified. */
  const [unverified, setUnverified] = useState<string | null>(null);

  const submit = async (data: FormData): Promise<undefined> => {
    const name = textOf(data, "login").trim();
    const password = textOf(data, "password");
    try {
      await client.login({ ...loginName(name), password, rememberMe: data.has("rememberMe") });
    } catch (error) {
      setUnverified(error instanceof LatchkeyError && error.code === "EMAIL_NOT_VERIFIED" ? name : null);
      throw error;
    }
  };

  return (
    <>
      <Heading text="Sign in" />
      {route.flashMessage === null ? (
        <SignedOutNotice reason={reason} />
      ) : (
        <Notice tone="good">
          <p>{FLASH_MESSAGES[route.flashMessage]}</p>
        </Notice>
      )}
      <Form
        submit={submit}
        label="Sign in"
        busyLabel="Signing in…"
        keep
        aliases={{ username: "login", email: "login" }}
      >
        <Field name="login" label="Username or email" autocomplete="username" />
        <PasswordField name="password" label="Password" autocomplete="current-password" />
        <Checkbox name="rememberMe" label="Stay signed in" hint="Do not use this on a shared computer." checked />
      </Form>
      {unverified !== null && (
        <section class="aside" aria-label="Another link">
          <ResendLink email={unverified.includes("@") ? unverified : ""} tone="secondary" />
        </section>
      )}
      <p class="links">
        <Link href="/forgot-password">Forgot your password?</Link>
        <Link href={withNext("/register", new URLSearchParams(route.search).get("next"))}>Create an account</Link>
      </p>
    </>
  );
}
