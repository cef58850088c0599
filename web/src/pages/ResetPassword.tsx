import { LatchkeyError } from "@latchkey/client";
import { useState } from "preact/hooks";
import { client } from "../client.js";
import { Form } from "../forms/Form.js";
import { NewPasswordField } from "../forms/NewPasswordField.js";
import { textOf } from "../forms/textOf.js";
import { Heading } from "../parts/Heading.js";
import { Link } from "../routing/Link.js";
import { useLinkToken } from "../routing/linkToken.js";
import { navigate } from "../routing/location.js";
import { askAgain } from "../session/askAgain.js";

/** Sets a new password with the token of a link, and then has everybody sign in with it. */
export function ResetPassword() {
  const token = useLinkToken();
  const [isDead, setIsDead] = useState(false);

  const submit = async (linkToken: string, data: FormData): Promise<undefined> => {
    try {
      await client.resetPassword({ token: linkToken, newPassword: textOf(data, "newPassword") });
    } catch (error) {
      setIsDead(error instanceof LatchkeyError && error.code === "LINK_INVALID");
      throw error;
    }
    // Every session has ended, this browser's too. It must know before it comes to the page for signing in.
    if (client.state.status === "signed-in") await askAgain();
    navigate("/sign-in", { arrival: "password-set" });
  };

  return (
    <>
      <Heading text="Set a new password" />
      {token === null ? (
        <p>Open the link in the mail once more. For your safety this page does not keep it.</p>
      ) : (
        <Form submit={(data) => submit(token, data)} label="Set the password" busyLabel="Setting it…" keep>
          <p>You will be signed out everywhere, and sign in with the new one.</p>
          <NewPasswordField name="newPassword" label="New password" />
        </Form>
      )}
      <p class="links">
        {(isDead || token === null) && <Link href="/forgot-password">Ask for another link</Link>}
        <Link href="/sign-in">Back to signing in</Link>
      </p>
    </>
  );
}
