/**
 * A path of this origin to go on to after signing in, or `null`. Whatever else `?next=` holds would make the sign-in page a
 * springboard: people trust the address that they signed in at.
 */
export function nextPath(raw: string | null, origin: string): string | null {
  if (raw === null || !/^\/(?![/\\])/.test(raw)) return null;
  // Parsed too, because browsers drop tabs and newlines before they look: "/\t/evil.example" is another site.
  if (!URL.canParse(raw, origin)) return null;
  const url = new URL(raw, origin);
  // Dots are resolved by then, and "/.//evil.example" has become "//evil.example": another site for the next parser.
  if (url.origin !== origin || url.pathname.startsWith("//")) return null;
  return url.pathname + url.search + url.hash;
}
