import type { LatchkeyError } from "@latchkey/client";
import { problemOf, type Texts } from "../forms/problemOf.js";
import { t } from "../messages/messages.js";
import { Heading } from "../parts/Heading.js";
import { ProviderButton } from "../parts/ProviderButton.js";
import { Link } from "../routing/Link.js";
import { finishWithProvider } from "../session/providerAnswer.js";
import { setSignInStep } from "../session/signInStep.js";
import { useSession } from "../session/useSession.js";
import { site } from "../site.js";

interface Props {
  provider: string;
  /** The answer of the provider. */
  fragment: string;
  error: LatchkeyError;
}

const TITLES: Texts = {
  PROVIDER_UNAVAILABLE: "provider.unavailableTitle",
  IDENTITY_TAKEN: "provider.takenTitle",
};

/** Who is signed in wanted to link the provider, or went back to what is done. */
const TITLES_OF_SIGN_IN: Texts = {
  PROVIDER_REFUSED: "provider.refusedTitle",
  FLOW_INVALID: "second.expiredTitle",
};

/** A sign-in with a provider that did not work: why, and what to press next. */
export function ProviderProblem({ provider: name, fragment, error }: Props) {
  const isSignedIn = useSession().status === "signed-in";
  const provider = site.providers.find((one) => one.name === name);
  const title = TITLES[error.code] ?? (isSignedIn ? undefined : TITLES_OF_SIGN_IN[error.code]);
  const { message } = problemOf(error, { known: [] }, Date.now());
  const isTemporary = error.status === 0 || error.status >= 429;
  const again = (): void => {
    setSignInStep({ kind: "finishing" });
    void finishWithProvider(fragment).catch(reportError);
  };
  return (
    <>
      <Heading text={t(title ?? "provider.failedTitle")} replaces />
      <p>{message}</p>
      {isTemporary ? (
        <div class="actions">
          <button type="button" class="button primary" onClick={again}>
            {t("common.tryAgain")}
          </button>
        </div>
      ) : (
        provider !== undefined &&
        !isSignedIn && (
          <ProviderButton provider={provider} purpose="sign-in" tone="primary" returnTo={error.returnTo ?? null} />
        )
      )}
      {isSignedIn ? (
        <div class="actions">
          <Link href="/account/security" class={isTemporary ? "button" : "button primary"}>
            {t("common.toAccount")}
          </Link>
        </div>
      ) : (
        <p class="links">
          <Link href="/sign-in">{t("common.back")}</Link>
        </p>
      )}
    </>
  );
}

/** The page to which a provider leads, without an answer: it was loaded again, or opened from the history. */
export function StartAgain() {
  return (
    <>
      <Heading text={t("second.expiredTitle")} />
      <p>{t("second.expired")}</p>
      <div class="actions">
        <Link href="/sign-in" class="button primary">
          {t("second.again")}
        </Link>
      </div>
    </>
  );
}
