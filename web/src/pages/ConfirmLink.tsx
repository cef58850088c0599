import { LatchkeyError, type User } from "@latchkey/client";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { client } from "../client.js";
import { Form } from "../forms/Form.js";
import { PasswordField } from "../forms/PasswordField.js";
import { textOf } from "../forms/textOf.js";
import { t } from "../messages/messages.js";
import { DeadLink } from "../parts/DeadLink.js";
import { Heading } from "../parts/Heading.js";
import { Rich } from "../parts/Rich.js";
import { Link } from "../routing/Link.js";
import { reloadSession } from "../session/reloadSession.js";
import { useSession } from "../session/useSession.js";

interface Props {
  /** Of the link; `null` for a page that was opened without one. */
  token: string | null;
  title: string;
  ask: string;
  label: string;
  busyLabel: string;
  confirm(token: string, proof?: { password: string }): Promise<User>;
  /** What to ask in a browser in which the link alone is not enough, beside the password of the account. */
  question: {
    title: string;
    /** `why`: the answer of the server. */
    text(why: LatchkeyError): ComponentChildren;
    /** Another answer than the password. */
    beside?(token: string): ComponentChildren;
  };
  /** The heading afterwards. */
  done: string;
  /** How to request another link. */
  resend: ComponentChildren;
}

/** A link that waits for a button press, because email programs and virus scanners open links before people do. */
export function ConfirmLink({ token, title, ask, label, busyLabel, confirm, question, done, resend }: Props) {
  const [email, setEmail] = useState<string | null>(null);
  const [asked, setAsked] = useState<LatchkeyError | null>(null);
  const [isInvalid, setIsInvalid] = useState(false);

  const submit = async (linkToken: string, data: FormData): Promise<undefined> => {
    try {
      const user = await (asked === null
        ? confirm(linkToken)
        : confirm(linkToken, { password: textOf(data, "password") }));
      setEmail(user.email);
    } catch (error) {
      if (asksWho(error)) return void setAsked(error);
      setIsInvalid(error instanceof LatchkeyError && error.code === "LINK_INVALID");
      throw error;
    }
    // The account that is shown elsewhere on these pages has changed.
    if (client.state.status === "signed-in") await reloadSession();
  };

  if (email !== null) return <Confirmed title={done} email={email} />;
  if (token === null || isInvalid) return <DeadLink isMissing={token === null}>{resend}</DeadLink>;
  const form = { submit: (data: FormData) => submit(token, data), label, busyLabel, keep: true };
  if (asked === null) {
    return (
      <>
        <Heading text={title} />
        <Form {...form}>
          <p>{ask}</p>
        </Form>
      </>
    );
  }
  return (
    <>
      <Heading key="question" text={question.title} replaces />
      {question.text(asked)}
      <Form key="question-form" {...form} passwordField="password" beside={question.beside?.(token)}>
        <PasswordField name="password" label={t("common.password")} autocomplete="current-password" />
      </Form>
    </>
  );
}

function Confirmed({ title, email }: { title: string; email: string }) {
  const session = useSession();
  return (
    <>
      <Heading text={title} />
      <p>
        <Rich text="confirmEmail.is" parts={{ email: <strong class="value">{email}</strong> }} />
      </p>
      <div class="actions">
        {session.status === "signed-in" ? (
          <Link href="/account" class="button primary">
            {t("common.toAccount")}
          </Link>
        ) : (
          <Link href="/sign-in" class="button primary">
            {t("common.signIn")}
          </Link>
        )}
      </div>
    </>
  );
}

/** Whether the server wants to know more about who opens the link. The link stays valid. */
function asksWho(error: unknown): error is LatchkeyError {
  if (!(error instanceof LatchkeyError)) return false;
  return error.code === "REGISTRATION_UNCONFIRMED" || error.code === "REAUTHENTICATION_REQUIRED";
}
