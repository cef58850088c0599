import { LatchkeyError, type User } from "@latchkey/client";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { client } from "../client.js";
import { Form } from "../forms/Form.js";
import { t } from "../messages/messages.js";
import { DeadLink } from "../parts/DeadLink.js";
import { Heading } from "../parts/Heading.js";
import { Rich } from "../parts/Rich.js";
import { Link } from "../routing/Link.js";
import { useLinkToken } from "../routing/linkToken.js";
import { reloadSession } from "../session/reloadSession.js";
import { useSession } from "../session/useSession.js";

interface Props {
  title: string;
  ask: string;
  label: string;
  busyLabel: string;
  confirm(token: string): Promise<User>;
  /** The heading afterwards. */
  done: string;
  /** How to request another link. */
  resend: ComponentChildren;
}

/** A link that waits for a button press, because email programs and virus scanners open links before people do. */
export function ConfirmLink({ title, ask, label, busyLabel, confirm, done, resend }: Props) {
  const token = useLinkToken();
  const session = useSession();
  const [email, setEmail] = useState<string | null>(null);
  const [isInvalid, setIsInvalid] = useState(false);

  const submit = async (linkToken: string): Promise<undefined> => {
    try {
      setEmail((await confirm(linkToken)).email);
    } catch (error) {
      setIsInvalid(error instanceof LatchkeyError && error.code === "LINK_INVALID");
      throw error;
    }
    // The account that is shown elsewhere on these pages has changed.
    if (client.state.status === "signed-in") await reloadSession();
  };

  if (email !== null) {
    return (
      <>
        <Heading text={done} />
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
  if (token === null || isInvalid) return <DeadLink isMissing={token === null}>{resend}</DeadLink>;
  return (
    <>
      <Heading text={title} />
      <Form submit={() => submit(token)} label={label} busyLabel={busyLabel} keep>
        <p>{ask}</p>
      </Form>
    </>
  );
}
