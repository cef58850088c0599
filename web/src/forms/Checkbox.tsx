import { useId } from "preact/hooks";
import { useFieldError } from "./FormContext.js";

interface Props {
  name: string;
  label: string;
  hint?: string;
  /** At first. */
  checked: boolean;
  onChange?(checked: boolean): void;
}

export function Checkbox({ name, label, hint, checked, onChange }: Props) {
  const id = useId();
  const error = useFieldError(name);
  return (
    <div class="checkbox">
      <input
        id={id}
        name={name}
        type="checkbox"
        defaultChecked={checked}
        onChange={({ currentTarget }) => onChange?.(currentTarget.checked)}
        aria-invalid={error !== null}
        aria-describedby={`${id}-note`}
      />
      <label for={id}>{label}</label>
      <p id={`${id}-note`} class={error === null ? "note" : "note error"}>
        {error ?? hint}
      </p>
    </div>
  );
}
