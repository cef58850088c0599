import { formatCountdown } from "../messages/formatTime.js";
import { t } from "../messages/messages.js";
import { useTimeLeft } from "./useTimeLeft.js";

/** A page has one primary button. */
export type ButtonTone = "primary" | "secondary" | "danger";

interface Props {
  label: string;
  busyLabel: string;
  busy: boolean;
  retryAt: number | null;
  tone: ButtonTone;
}

/** Shows its action, its progress, or how long to wait. It stays focusable, so the focus is never lost. */
export function SubmitButton({ label, busyLabel, busy, retryAt, tone }: Props) {
  const left = useTimeLeft(retryAt);
  const waits = left > 0;
  return (
    <button type="submit" class={`button ${tone}`} aria-disabled={busy || waits}>
      {busy && <span class="spinner" aria-hidden="true" />}
      {busy ? busyLabel : waits ? t("form.tryAgainIn", { time: formatCountdown(left) }) : label}
    </button>
  );
}
