import type { SessionState } from "@latchkey/client";
import { nextAddress } from "./nextAddress.js";
import { isAccountPath, isPagePath, type PagesPlace, type Place, pagePathOf } from "./paths.js";

/** Pages that only make sense for somebody who is not signed in. */
const AUTH_PATHS: readonly string[] = ["/", "/sign-in", "/sign-in/continue", "/sign-in/code", "/register"];

/** The address to redirect to from `place`, or `null` to stay. */
export function destination(place: Place, session: SessionState, site: PagesPlace): string | null {
  if (session.status === "unknown" || !isPagePath(place.path, site)) return null;
  if (session.status === "signed-in") return AUTH_PATHS.includes(place.path) ? onward(place, site) : null;
  const signIn = `${site.base}/sign-in`;
  if (place.path === "/") return signIn;
  if (!isAccountPath(place.path)) return null;
  // A user who leaves on purpose does not want to return to the same page.
  if (session.reason === "signed-out-here" || session.reason === "deleted") return signIn;
  return withNext(signIn, site.base + place.path + place.search);
}

function onward({ search }: Place, site: PagesPlace): string {
  const next = nextAddress(new URLSearchParams(search).get("next"), site);
  return next === null || isAuthPage(next, site) ? `${site.base}/account` : next;
}

function isAuthPage(address: string, site: PagesPlace): boolean {
  const { origin, pathname } = new URL(address, site.origin);
  const path = pagePathOf(pathname, site);
  return origin === site.origin && isPagePath(path, site) && AUTH_PATHS.includes(path);
}

/** The path `to`, which continues to `next`. */
export function withNext(to: string, next: string | null): string {
  return next === null ? to : `${to}?next=${encodeURIComponent(next)}`;
}
