import { linkIdentity } from "@latchkey/client/providers";
import { client } from "../client.js";
import { Form } from "../forms/Form.js";
import { OwnPasswordField } from "../forms/OwnPasswordField.js";
import { typedPassword } from "../forms/typedPassword.js";
import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { navigate, useRoute } from "../routing/location.js";
import { type PendingLink, setPendingLink } from "../session/pendingLink.js";
import { setSignInStep } from "../session/signInStep.js";
import { useSession } from "../session/useSession.js";
import { providerLabel } from "../site.js";

interface Props {
  link: PendingLink;
  /** What was just typed to sign in. */
  password: string | null;
}

/** Links the account at a provider with which somebody has come, now that they have signed in here. */
export function ProviderLink({ link, password }: Props) {
  const route = useRoute();
  const { user } = useSession();
  const provider = providerLabel(link.provider);

  const end = (): void => {
    setPendingLink(null);
    setSignInStep(null);
  };
  const submit = async (data: FormData): Promise<undefined> => {
    await linkIdentity(client, link.flow, password === null ? typedPassword(data) : { password });
    // Somebody who wanted to go somewhere else goes there.
    if (!new URLSearchParams(route.search).has("next")) {
      navigate("/account/security", { replace: true, flashMessage: "provider-linked" });
    }
    end();
  };

  return (
    <>
      <Heading text={t("provider.link", { provider })} replaces />
      <p>{t("provider.linkText", { provider, login: user?.username ?? user?.email ?? "" })}</p>
      <Form
        submit={submit}
        label={t("provider.linkSubmit")}
        busyLabel={t("provider.linking")}
        passwordField="password"
        keep
        beside={
          <button type="button" class="button" onClick={end}>
            {t("offer.later")}
          </button>
        }
      >
        {password === null && <OwnPasswordField />}
      </Form>
    </>
  );
}
