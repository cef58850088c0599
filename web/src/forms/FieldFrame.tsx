import type { ComponentChildren } from "preact";

interface Props {
  /** Of the field; what it says about itself has `<id>-note`. */
  id: string;
  label: string;
  hint?: string | undefined;
  error: string | null;
  children: ComponentChildren;
}

/** Label, field and a line below it. The line is there from the beginning, so an error moves nothing. */
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
