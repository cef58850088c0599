import type { ButtonTone } from "../forms/SubmitButton.js";
import { useAction } from "../forms/useAction.js";
import { t } from "../messages/messages.js";
import { leaveForProvider } from "../session/withProvider.js";
import type { SiteProvider } from "../site.js";
import { Notice } from "./Notice.js";

interface Props {
  provider: SiteProvider;
  purpose: "sign-in" | "link";
  tone?: ButtonTone;
  /** Where to go in the end. */
  returnTo: string | null;
  /** Before the page is left. */
  onPress?: () => void;
}

/** Leads to a provider. Without its logo, whose use its owner decides: the operator's brand is on the page. */
export function ProviderButton({ provider, purpose, tone = "secondary", returnTo, onPress }: Props) {
  const { name, label } = provider;
  const { busy, problem, run } = useAction();
  const press = (): void => {
    onPress?.();
    void run(() => leaveForProvider(name, purpose, returnTo));
  };
  return (
    <div class="stack">
      <button type="button" class={`button ${tone}`} aria-disabled={busy} onClick={press}>
        {busy && <span class="spinner" aria-hidden="true" />}
        {t(purpose === "link" ? "provider.link" : "provider.continue", { provider: label })}
      </button>
      <div role="alert">
        {problem !== null && (
          <Notice tone="bad">
            <p>{problem}</p>
          </Notice>
        )}
      </div>
    </div>
  );
}
