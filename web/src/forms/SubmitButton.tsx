import { countdownWords } from "../words/timeWords.js";
import { useTimeLeft } from "./useTimeLeft.js";

interface Props {
  label: string;
  busyLabel: string;
  busy: boolean;
  retryAt: number | null;
  danger: boolean;
}

/** Says what it does, that it is doing it, or how long it has to wait. It stays focusable: focus must not fall to nowhere. */
export function SubmitButton({ label, busyLabel, busy, retryAt, danger }: Props) {
  const left = useTimeLeft(retryAt);
  const waits = left > 0;
  return (
    <button type="submit" class={danger ? "button danger" : "button primary"} aria-disabled={busy || waits}>
      {busy && <span class="spinner" aria-hidden="true" />}
      {busy ? busyLabel : waits ? `Try again in ${countdownWords(left)}` : label}
    </button>
  );
}
