import type { TargetedInputEvent } from "preact";
import { useId } from "preact/hooks";
import { FieldFrame } from "./FieldFrame.js";
import { useFieldError } from "./FormContext.js";

interface Props {
  name: string;
  label: string;
  hint?: string;
  type?: "text" | "email" | "url";
  autocomplete: string;
  value?: string;
  required?: boolean;
  /** For names of people. Nothing else here begins with a capital letter. */
  capitalize?: boolean;
  onInput?(text: string): void;
}

/** A line of text. */
export function Field({
  name,
  label,
  hint,
  type = "text",
  autocomplete,
  value,
  required = true,
  capitalize = false,
  onInput,
}: Props) {
  const id = useId();
  const error = useFieldError(name);
  const shared = {
    id,
    name,
    class: "input",
    required,
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
      {type === "text" && <input {...shared} type="text" />}
      {type === "email" && <input {...shared} type="email" />}
      {type === "url" && <input {...shared} type="url" />}
    </FieldFrame>
  );
}
