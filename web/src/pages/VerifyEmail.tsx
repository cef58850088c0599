import { client } from "../client.js";
import { ResendLink } from "../parts/ResendLink.js";
import { useSession } from "../session/useSession.js";
import { ConfirmLink } from "./ConfirmLink.js";

/** Verifies an address with the token of a link. */
export function VerifyEmail() {
  const session = useSession();
  const email = session.status === "signed-in" ? session.user.email : "";
  return (
    <ConfirmLink
      title="Verify your email address"
      ask="Confirm that this email address belongs to you."
      label="Verify my email address"
      busyLabel="Verifying…"
      confirm={client.verifyEmail}
      done="Your email address is verified"
      resend={<ResendLink email={email} />}
    />
  );
}
