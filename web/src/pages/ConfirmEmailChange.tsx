import { client } from "../client.js";
import { Link } from "../routing/Link.js";
import { ConfirmLink } from "./ConfirmLink.js";

/** Makes a new address the one of the account, with the token of a link that was sent there. */
export function ConfirmEmailChange() {
  return (
    <ConfirmLink
      title="Confirm your new e-mail address"
      ask="Press the button to use this address from now on."
      label="Use this address"
      busyLabel="Changing…"
      confirm={client.confirmEmailChange}
      done="Your address is changed"
      another={
        <p class="links">
          <Link href="/account/email">Ask for another link</Link>
        </p>
      }
    />
  );
}
