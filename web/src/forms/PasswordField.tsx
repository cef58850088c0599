import { useId, useState } from "preact/hooks";
import { midSentence, t } from "../messages/messages.js";
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
}

/** A password that can be shown, so no second field is needed. */
export function PasswordField({ name, label, hint, autocomplete, describedBy = "", minLength }: Props) {
  const id = useId();
  const error = useFieldError(name);
  const [shown, setShown] = useState(false);
  const toggle = t(shown ? "password.hide" : "password.show", { label: midSentence(label) });
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
  } as const;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      <div class="with-button">
        {shown ? <input {...shared} type="text" /> : <input {...shared} type="password" />}
        <button type="button" class="inside" title={toggle} aria-label={toggle} onClick={() => setShown(!shown)}>
          <Eye crossed={shown} />
        </button>
      </div>
    </FieldFrame>
  );
}

/** A word would be too long for the field in some languages; the button has its name for screen readers. */
function Eye({ crossed }: { crossed: boolean }) {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d="M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12z" />
      <circle cx="12" cy="12" r="2.75" />
      {crossed && <path d="M4 20 20 4" />}
    </svg>
  );
}
