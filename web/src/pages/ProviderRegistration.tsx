import { LatchkeyError } from "@latchkey/client";
import { type RegistrationSuggestion, registerWithProvider } from "@latchkey/client/providers";
import { useState } from "preact/hooks";
import { client } from "../client.js";
import { AppFields } from "../forms/AppFields.js";
import { Field } from "../forms/Field.js";
import { Form } from "../forms/Form.js";
import { fieldValues } from "../forms/fieldValues.js";
import { NameFields } from "../forms/NameFields.js";
import { textOf } from "../forms/textOf.js";
import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { enter } from "../session/providerAnswer.js";
import { keptChoices } from "../session/signInChoices.js";
import { providerLabel, site } from "../site.js";
import { BackToSignIn } from "./BackToSignIn.js";
import { CheckYourMail } from "./CheckYourMail.js";
import { ExpiredStep } from "./ExpiredStep.js";

interface Props {
  provider: string;
  flow: string;
  suggestion: RegistrationSuggestion;
}

/** Creates an account for somebody whom a provider knows. What the provider says is filled in, and may be changed. */
export function ProviderRegistration({ provider, flow, suggestion }: Props) {
  const [isExpired, setIsExpired] = useState(false);
  /** The address that must be verified before the user can sign in. */
  const [waiting, setWaiting] = useState<string | null>(null);

  const submit = async (data: FormData): Promise<undefined> => {
    const email = textOf(data, "email").trim();
    try {
      const registration = {
        flow,
        fullName: textOf(data, "fullName") || null,
        username: textOf(data, "username") || null,
        email,
        ...fieldValues(site.fields, data),
        rememberMe: keptChoices().rememberMe,
      };
      enter(await registerWithProvider(client, registration));
    } catch (error) {
      const code = error instanceof LatchkeyError ? error.code : null;
      if (code === "EMAIL_NOT_VERIFIED") return void setWaiting(email);
      if (code === "FLOW_INVALID") return void setIsExpired(true);
      throw error;
    }
  };

  if (isExpired) return <ExpiredStep />;
  if (waiting !== null) return <CheckYourMail email={waiting} signIn="/sign-in" />;
  // A name that the provider does not say is missing: an account of before may have none.
  const names = { fullName: suggestion.fullName ?? "", username: suggestion.username ?? "" };
  return (
    <>
      <Heading text={t("register.title")} replaces />
      <p>{t("provider.registerText", { provider: providerLabel(provider) })}</p>
      <Form submit={submit} label={t("register.submit")} busyLabel={t("register.busy")} keep>
        <NameFields user={names} usernameHint={t("register.usernameHint")} />
        <Field
          name="email"
          label={t("common.email")}
          type="email"
          autocomplete="email"
          value={suggestion.email ?? ""}
        />
        <AppFields />
      </Form>
      <BackToSignIn />
    </>
  );
}
