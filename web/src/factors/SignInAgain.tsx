import type { SecurityOverview } from "@latchkey/client";
import { client } from "../client.js";
import { ActionButton } from "../forms/ActionButton.js";
import { useAction } from "../forms/useAction.js";
import { t } from "../messages/messages.js";
import { ProviderButton } from "../parts/ProviderButton.js";
import { withNext } from "../routing/destination.js";
import { navigate, useRoute } from "../routing/location.js";
import { site } from "../site.js";

/** For an account with neither a password nor a factor: only another sign-in shows that its owner is there. */
export function SignInAgain({ identities }: Pick<SecurityOverview, "identities">) {
  const here = site.base + useRoute().path;
  const action = useAction();
  const known = site.providers.filter(({ name }) => identities.some(({ provider }) => provider === name));
  const signInByCode = async (): Promise<void> => {
    await client.logout();
    navigate(withNext("/sign-in/code", here));
  };
  return (
    <>
      <p>{t("again.signIn")}</p>
      <ul class="choices">
        {known.map((provider) => (
          <li key={provider.name}>
            <ProviderButton provider={provider} purpose="sign-in" returnTo={here} />
          </li>
        ))}
        {site.emailCode && (
          <li>
            <ActionButton
              label={t("code.send")}
              busyLabel={t("common.sending")}
              action={action}
              onPress={signInByCode}
            />
          </li>
        )}
      </ul>
    </>
  );
}
