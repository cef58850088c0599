import { t } from "../messages/messages.js";
import { isField } from "./isField.js";

/** The required fields that are empty, each with a message. The bubbles of browsers vanish and work badly with screen readers. */
export function missingFields(form: HTMLFormElement): Record<string, string> {
  const missing: Record<string, string> = {};
  for (const element of form.elements) {
    if (isField(element) && element.required && element.value === "") {
      missing[element.name] = t("form.required");
    }
  }
  return missing;
}
