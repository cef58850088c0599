import type { SessionState } from "@latchkey/client";
import { nextPath } from "./nextPath.js";
import { isAccountPath, type Place } from "./paths.js";

/** Pages that only make sense for somebody who is not signed in. */
const AUTH_PATHS: readonly string[] = ["/", "/sign-in", "/register"];

/** The path to redirect to from `place`, or `null` to stay. */
export function destination(place: Place, session: SessionState, origin: string): string | null {
  if (session.status === "signed-in") return AUTH_PATHS.includes(place.path) ? onward(place, origin) : null;
  if (session.status === "unknown") return null;
  if (place.path === "/") return "/sign-in";
  if (!isAccountPath(place.path)) return null;
  // A user who leaves on purpose does not want to return to the same page.
  if (session.reason === "signed-out-here" || session.reason === "deleted") return "/sign-in";
  return withNext("/sign-in", place.path + place.search);
}

function onward({ search }: Place, origin: string): string {
  const next = nextPath(new URLSearchParams(search).get("next"), origin);
  const leadsToAuthPage = next === null || AUTH_PATHS.includes(new URL(next, origin).pathname);
  return leadsToAuthPage ? "/account" : next;
}

/** The path `to`, which continues to `next`. */
export function withNext(to: string, next: string | null): string {
  return next === null ? to : `${to}?next=${encodeURIComponent(next)}`;
}
