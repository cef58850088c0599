/** The sign-in page, which leads back to `next`. */
export function signInPath(next: string): string {
  return `/sign-in?next=${encodeURIComponent(next)}`;
}

/** Where to go after sign-in: a path of this app. Everybody can write a link, so anything else would lead users to other sites. */
export function safeNext(next: string | undefined): string {
  const home = "/account";
  if (next === undefined || !next.startsWith("/")) return home;
  const here = "http://app.invalid";
  const url = URL.canParse(next, here) ? new URL(next, here) : null;
  // Dots are resolved by now: "/.//evil.example" has become "//evil.example", which is another site.
  if (url?.origin !== here || url.pathname.startsWith("//")) return home;
  return url.pathname + url.search;
}
