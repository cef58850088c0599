import { formatCountdown } from "../messages/formatTime.js";
import { useTimeLeft } from "./useTimeLeft.js";

interface Props {
  label: string;
  busyLabel: string;
  busy: boolean;
  retryAt: number | null;
  danger: boolean;
}

/** Shows its action, its progress, or how long to wait. It stays focusable, so the focus is never lost. */
export function SubmitButton({ label, busyLabel, busy, retryAt, danger }: Props) {
  const left = useTimeLeft(retryAt);
  const waits = left > 0;
  return (
    <button type="submit" class={danger ? "button danger" : "button primary"} aria-disabled={busy || waits}>
      {busy && <span class="spinner" aria-hidden="true" />}
      {busy ? busyLabel : waits ? `Try again in ${formatCountdown(left)}` : label}
    </button>
  );
}
