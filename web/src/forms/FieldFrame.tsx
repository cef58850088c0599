import type { ComponentChildren } from "preact";

interface Props {
  /** Of the field. Its note has `<id>-note`. */
  id: string;
  label: string;
  hint?: string | undefined;
  error: string | null;
  children: ComponentChildren;
}

/** Label, field, and a note below. */
export function FieldFrame({ id, label, hint, error, children }: Props) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children}
      <p id={`${id}-note`} class={error === null ? "note" : "note error"}>
        {error ?? hint}
      </p>
    </div>
  );
}
