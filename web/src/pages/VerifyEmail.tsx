import { client } from "../client.js";
import { ResendLink } from "../parts/ResendLink.js";
import { useSession } from "../session/useSession.js";
import { ConfirmLink } from "./ConfirmLink.js";

/** Proves an address with the token of a link. */
export function VerifyEmail() {
  const session = useSession();
  const email = session.status === "signed-in" ? session.user.email : "";
  return (
    <ConfirmLink
      title="Verify your e-mail address"
      ask="Press the button to say that this address is yours."
      label="Verify my address"
      busyLabel="Verifying…"
      confirm={client.verifyEmail}
      done="Your address is verified"
      another={<ResendLink email={email} />}
    />
  );
}
