import type { TargetedInputEvent } from "preact";
import { useId } from "preact/hooks";
import { FieldFrame } from "./FieldFrame.js";
import { useFieldError } from "./FormContext.js";

interface Props {
  name: string;
  label: string;
  hint?: string;
  type?: "text" | "email";
  autocomplete: string;
  value?: string;
  /** For the names of people; nothing else here begins with a capital. */
  capitalize?: boolean;
  onInput?(text: string): void;
}

/** A line of text that has to be filled in. */
export function Field({ name, label, hint, type = "text", autocomplete, value, capitalize = false, onInput }: Props) {
  const id = useId();
  const error = useFieldError(name);
  const shared = {
    id,
    name,
    class: "input",
    required: true,
    defaultValue: value,
    autocomplete,
    autocapitalize: capitalize ? "words" : "none",
    spellcheck: false,
    "aria-invalid": error !== null,
    "aria-describedby": `${id}-note`,
    onInput: (event: TargetedInputEvent<HTMLInputElement>) => onInput?.(event.currentTarget.value),
  } as const;
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      {type === "email" ? <input {...shared} type="email" /> : <input {...shared} type="text" />}
    </FieldFrame>
  );
}
