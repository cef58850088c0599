/** Whether an element of a form is one that people fill in, and not a button. */
export function isField(element: EventTarget | null): element is HTMLInputElement | HTMLSelectElement {
  return element instanceof HTMLInputElement || element instanceof HTMLSelectElement;
}
