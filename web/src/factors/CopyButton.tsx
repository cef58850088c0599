import { t } from "../messages/messages.js";

interface Props {
  label: string;
  text: string;
  /** Called with what came of it, for a live region. */
  onResult(result: string): void;
}

export function CopyButton({ label, text, onResult }: Props) {
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      onResult(t("common.copied"));
    } catch {
      // Without TLS, or where the user has forbidden it.
      onResult(t("common.notCopied"));
    }
  };
  return (
    <button type="button" class="button" onClick={copy}>
      {label}
    </button>
  );
}
