import { useId } from "preact/hooks";

/** A checkbox that is checked at first. */
export function Checkbox({ name, label, hint }: { name: string; label: string; hint: string }) {
  const id = useId();
  return (
    <div class="checkbox">
      <input id={id} name={name} type="checkbox" defaultChecked aria-describedby={`${id}-note`} />
      <label for={id}>{label}</label>
      <p id={`${id}-note`} class="note">
        {hint}
      </p>
    </div>
  );
}
