import { t } from "../messages/messages.js";
import { withNext } from "../routing/destination.js";
import { Link } from "../routing/Link.js";
import { nextAddress } from "../routing/nextAddress.js";
import { keepChoices } from "../session/signInChoices.js";
import { site } from "../site.js";
import { ProviderButton } from "./ProviderButton.js";

interface Props {
  /** As it is in the address, which anybody may have written. */
  next: string | null;
  rememberMe: boolean;
  /** Whether a mailed code is one of them. */
  code: boolean;
}

/** The server takes no longer one; and then the account is where one arrives. */
const MAX_RETURN_TO = 512;

/** Signing in without a password of this site. */
export function OtherWays({ next, rememberMe, code }: Props) {
  if (site.providers.length === 0 && !code) return null;
  const address = nextAddress(next, site);
  const returnTo = address !== null && address.length <= MAX_RETURN_TO ? address : null;
  return (
    <>
      <p class="or">{t("signIn.or")}</p>
      <ul class="choices">
        {site.providers.map((provider) => (
          <li key={provider.name}>
            <ProviderButton
              provider={provider}
              purpose="sign-in"
              returnTo={returnTo}
              onPress={() => keepChoices({ rememberMe, next: returnTo })}
            />
          </li>
        ))}
        {code && (
          <li>
            <Link href={withNext("/sign-in/code", next)} class="button">
              {t("code.send")}
            </Link>
          </li>
        )}
      </ul>
    </>
  );
}
