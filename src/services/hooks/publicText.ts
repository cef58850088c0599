import { withoutInvisible } from "../../utils/displayText.js";

const MAX_LENGTH = 200;

/** A text of the app that clients get: one line, bounded, without control characters. `""` for what is no text. */
export function publicText(text: unknown): string {
  if (typeof text !== "string") return "";
  const line = withoutInvisible(text.toWellFormed().replaceAll(/\s+/g, " ")).trim();
  const characters = [...line];
  return characters.length <= MAX_LENGTH ? line : `${characters.slice(0, MAX_LENGTH - 1).join("")}…`;
}
