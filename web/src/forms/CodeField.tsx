import { useEffect, useId, useRef } from "preact/hooks";
import { FieldFrame } from "./FieldFrame.js";
import { useFieldError } from "./FormContext.js";

interface Props {
  name: string;
  label: string;
  /** `digits`: phones show their number pad, and fill in what they know. */
  kind: "digits" | "text";
  /** At once, where nothing else is to be done. */
  takesFocus?: boolean;
}

/** A code that is typed from somewhere else. */
export function CodeField({ name, label, kind, takesFocus = false }: Props) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const error = useFieldError(name);
  useEffect(() => {
    if (takesFocus) field.current?.focus();
  }, [takesFocus]);
  return (
    <FieldFrame id={id} label={label} error={error}>
      <input
        ref={field}
        id={id}
        name={name}
        type="text"
        class="input code"
        required
        inputMode={kind === "digits" ? "numeric" : "text"}
        autocomplete={kind === "digits" ? "one-time-code" : "off"}
        autocapitalize={kind === "digits" ? "none" : "characters"}
        spellcheck={false}
        aria-invalid={error !== null}
        aria-describedby={`${id}-note`}
      />
    </FieldFrame>
  );
}
