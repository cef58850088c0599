import { textOf } from "../forms/textOf.js";

/** A code as it was typed, without the blanks that apps show between its digits. */
export function typedCode(data: FormData, name: string): string {
  return textOf(data, name).replaceAll(/\s/g, "");
}
