import { useId } from "preact/hooks";
import { type PageField, site } from "../site.js";
import { Checkbox } from "./Checkbox.js";
import { FieldFrame } from "./FieldFrame.js";
import { useFieldError } from "./FormContext.js";

/** The fields that the app has added, with what `values` holds of them, or their defaults. */
export function AppFields({ values = {} }: { values?: object }) {
  return (
    <>
      {site.fields.map((field) => {
        const value: unknown = Reflect.get(values, field.name) ?? field.value;
        return field.type === "checkbox" ? (
          <Checkbox key={field.name} {...field} checked={value === true} />
        ) : (
          <AppField key={field.name} field={field} value={value === undefined ? "" : String(value)} />
        );
      })}
    </>
  );
}

function AppField({ field, value }: { field: PageField; value: string }) {
  const { name, label, hint, type, required, options } = field;
  const id = useId();
  const error = useFieldError(name);
  const shared = {
    id,
    name,
    required,
    class: "input",
    "aria-invalid": error !== null,
    "aria-describedby": `${id}-note`,
  };
  const line =
    type === "number" ? (
      <input {...shared} type="number" step="any" defaultValue={value} />
    ) : (
      <input {...shared} type="text" defaultValue={value} />
    );
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error}>
      {options === undefined ? (
        line
      ) : (
        <select {...shared}>
          {["", ...options].map((option) => (
            <option key={option} selected={option === value}>
              {option}
            </option>
          ))}
        </select>
      )}
    </FieldFrame>
  );
}
