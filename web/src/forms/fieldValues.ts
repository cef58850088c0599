import type { PageField } from "../site.js";
import { textOf } from "./textOf.js";

/** What a form says about the fields of the app, for a request. `null`: nothing was entered. */
export function fieldValues(fields: readonly PageField[], data: FormData): Record<string, unknown> {
  return Object.fromEntries(
    fields.map(({ name, type }) => {
      if (type === "checkbox") return [name, data.has(name)];
      const text = textOf(data, name);
      if (text === "") return [name, null];
      return [name, type === "number" ? Number(text) : text];
    }),
  );
}
