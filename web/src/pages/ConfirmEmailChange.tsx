import { client } from "../client.js";
import { Link } from "../routing/Link.js";
import { ConfirmLink } from "./ConfirmLink.js";

/** Confirms a new address with the token of the link that was sent to it. */
export function ConfirmEmailChange() {
  return (
    <ConfirmLink
      title="Confirm your new email address"
      ask="Use this email address for your account?"
      label="Use this email address"
      busyLabel="Changing…"
      confirm={client.confirmEmailChange}
      done="Your email address is changed"
      resend={
        <div class="actions">
          <Link href="/account/email" class="button primary">
            Request another link
          </Link>
        </div>
      }
    />
  );
}
