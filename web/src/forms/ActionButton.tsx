import type { ComponentChildren } from "preact";
import { Notice } from "../parts/Notice.js";
import type { ButtonTone } from "./SubmitButton.js";
import type { Action } from "./useAction.js";

interface Props {
  label: string;
  busyLabel: string;
  tone?: ButtonTone;
  action: Action;
  onPress(): Promise<void>;
  /** Before the label. */
  sign?: ComponentChildren;
}

/** A button that does something by itself, without a form, and says what went wrong. */
export function ActionButton({ label, busyLabel, tone = "secondary", action, onPress, sign }: Props) {
  const { busy, problem, run } = action;
  return (
    <>
      <button type="button" class={`button ${tone}`} aria-disabled={busy} onClick={() => run(onPress)}>
        {busy ? <span class="spinner" aria-hidden="true" /> : sign}
        {busy ? busyLabel : label}
      </button>
      <div role="alert" class="below">
        {problem !== null && (
          <Notice tone="bad">
            <p>{problem}</p>
          </Notice>
        )}
      </div>
    </>
  );
}
