/** Greater than every text that a field may hold: the last code point. */
const GREATEST = "\u{10ffff}";

/**
 * The range of an ordered field in which the texts with a prefix lie: from `from` to `to`, both included. With `after` it
 * begins there, and the caller leaves out `after` itself. A range, because every database serves one from an index.
 */
export function prefixRange(prefix: string, after: string | null): { from: string; to: string } {
  const from = after === null || after < prefix ? prefix : after;
  return { from, to: prefix + GREATEST };
}
