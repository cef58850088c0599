import { type NextRequest, NextResponse } from "next/server";
import { signInPath } from "./lib/paths";

export const config = { matcher: ["/account/:path*"] };

/**
 * Sends visitors to the sign-in page early. This is a convenience and no guard: a cookie proves nothing until Latchkey has checked
 * it, and a request that slips past a proxy (CVE-2025-29927) must still find a closed door. So every page, route handler and
 * server action checks the session itself: lib/session.ts.
 */
export function proxy(request: NextRequest): NextResponse {
  const { cookies, nextUrl } = request;
  // On https the names begin with __Host-. The access token ends earlier: with the other one the browser gets a new one.
  if (cookies.has("refreshToken") || cookies.has("__Host-refreshToken")) return NextResponse.next();
  return NextResponse.redirect(new URL(signInPath(nextUrl.pathname + nextUrl.search), nextUrl));
}
