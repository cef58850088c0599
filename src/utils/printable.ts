const MAX_LENGTH = 80;

/** A text of somebody else's as it may be shown: bounded, and of signs alone, because a terminal obeys some of the others. */
export function printable(text: string): string {
  return text.slice(0, MAX_LENGTH).replace(/[^ -~]/g, "?");
}
