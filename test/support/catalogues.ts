import { piecesOf, type Text } from "../../src/language/index.js";

/** The patterns of a text by plural form; one without forms is `other`. */
export function patternsOf(text: Text): Readonly<Record<string, string>> & { readonly other: string } {
  return typeof text === "string" ? { other: text } : { ...text };
}

/** The names of the placeholders of a pattern, each once. */
export function placeholdersOf(pattern: string): string[] {
  return [...new Set(piecesOf(pattern).filter((_, at) => at % 2 === 1))].sort();
}
