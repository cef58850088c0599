import type { TargetedInputEvent } from "preact";
import { useId, useState } from "preact/hooks";
import { t } from "../messages/messages.js";
import { FieldFrame } from "./FieldFrame.js";
import { useFieldError } from "./FormContext.js";

interface Props {
  name: string;
  label: string;
  hint?: string;
  autocomplete: "current-password" | "new-password";
  /** The id of another element that describes the field. */
  describedBy?: string;
  minLength?: number;
  onInput?(password: string): void;
}

/** A password that can be shown, so no second field is needed. */
export function PasswordField({ name, label, hint, autocomplete, describedBy = "", minLength, onInput }: Props) {
  const id = useId();
  const error = useFieldError(name);
  const [shown, setShown] = useState(false);
  const shared = {
    id,
    name,
    class: "input",
    required: true,
    minLength,
    autocomplete,
    autocapitalize: "none",
    spellcheck: false,
    "aria-invalid": error !== null,
    "aria-describedby": `${id}-note ${describedBy}`.trim(),
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => onInput?.(event.currentTarget.value),
  } as const;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <div class="with-button">
        {shown ? <input {...shared} type="text" /> : <input {...shared} type="password" />}
        <button
          type="button"
          class="inside"
          aria-label={t(shown ? "password.hide" : "password.show", { label: label.toLowerCase() })}
          onClick={() => setShown(!shown)}
        >
          {t(shown ? "password.hideShort" : "password.showShort")}
        </button>
      </div>
    </FieldFrame>
  );
}
