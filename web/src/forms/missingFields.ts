/** The required fields that are empty, each with what to say. The browser's own bubbles vanish and are read badly. */
export function missingFields(form: HTMLFormElement): Record<string, string> {
  const missing: Record<string, string> = {};
  for (const element of form.elements) {
    if (element instanceof HTMLInputElement && element.required && element.value === "") {
      missing[element.name] = "Please fill this in.";
    }
  }
  return missing;
}
