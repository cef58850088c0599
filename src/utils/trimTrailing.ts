/** `text` without the `character`s at its end. A pattern such as `/\/+$/` would take the square of the text's length. */
export function trimTrailing(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end -= 1;
  return text.slice(0, end);
}
