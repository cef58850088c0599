import { LatchkeyError, type User } from "@latchkey/client";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { client } from "../client.js";
import { Form } from "../forms/Form.js";
import { Heading } from "../parts/Heading.js";
import { Link } from "../routing/Link.js";
import { useLinkToken } from "../routing/linkToken.js";
import { askAgain } from "../session/askAgain.js";
import { useSession } from "../session/useSession.js";

interface Props {
  title: string;
  ask: string;
  label: string;
  busyLabel: string;
  confirm(token: string): Promise<User>;
  /** The heading afterwards. */
  done: string;
  /** How to get another link. */
  another: ComponentChildren;
}

/** A link that waits for a press of a button: mail programs and virus scanners open links before people do. */
export function ConfirmLink({ title, ask, label, busyLabel, confirm, done, another }: Props) {
  const token = useLinkToken();
  const session = useSession();
  const [email, setEmail] = useState<string | null>(null);
  const [isDead, setIsDead] = useState(false);

  const submit = async (linkToken: string): Promise<undefined> => {
    try {
      setEmail((await confirm(linkToken)).email);
    } catch (error) {
      setIsDead(error instanceof LatchkeyError && error.code === "LINK_INVALID");
      throw error;
    }
    // The account that is shown elsewhere on these pages has changed.
    if (client.state.status === "signed-in") await askAgain();
  };

  if (email !== null) {
    return (
      <>
        <Heading text={done} />
        <p>
          It is <strong class="value">{email}</strong>.
        </p>
        <p class="links">
          {session.status === "signed-in" ? (
            <Link href="/account">To my account</Link>
          ) : (
            <Link href="/sign-in">Sign in</Link>
          )}
        </p>
      </>
    );
  }
  return (
    <>
      <Heading text={title} />
      {token === null ? (
        <p>Open the link in the mail once more. For your safety this page does not keep it.</p>
      ) : (
        <Form submit={() => submit(token)} label={label} busyLabel={busyLabel} keep>
          <p>{ask}</p>
        </Form>
      )}
      {(isDead || token === null) && (
        <section class="aside" aria-label="Another link">
          {another}
        </section>
      )}
    </>
  );
}
