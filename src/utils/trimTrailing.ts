/**
 * `text` without the `character` at its end, however often it stands there. A pattern such as `/\/+$/` starts over at every
 * slash of a text that does not end with one, so it takes the square of the text's length.
 */
export function trimTrailing(text: string, character: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === character) end -= 1;
  return text.slice(0, end);
}
