import type { PagesPlace } from "./paths.js";

/**
 * Where to go on to after signing in: a path of this origin, or an address of an origin that the operator has named; or `null`.
 * Whatever else `?next=` holds would make the sign-in page a springboard: people trust the address that they signed in at.
 */
export function nextAddress(raw: string | null, { origin, next }: Pick<PagesPlace, "origin" | "next">): string | null {
  // Browsers drop tabs and newlines before they look, and take "\\" for "/": "/\t/evil.example" is another site.
  if (raw === null || !URL.canParse(raw, origin)) return null;
  const url = new URL(raw, origin);
  // Dots are resolved by then, and "/.//evil.example" has become "//evil.example": another site for the next parser.
  if (url.pathname.startsWith("//")) return null;
  if (/^\/(?![/\\])/.test(raw)) return url.origin === origin ? url.pathname + url.search + url.hash : null;
  // Written as the origin itself is: nothing stands before its end that another parser could read in another way.
  const rest = next.includes(url.origin) && raw.startsWith(url.origin) ? raw.slice(url.origin.length) : null;
  return rest !== null && /^(?:$|[/?#])/.test(rest) ? url.href : null;
}
