export interface Place {
  readonly path: string;
  /** With its question mark, or empty. */
  readonly search: string;
}

/** How these pages are served. */
export interface PagesPlace {
  readonly origin: string;
  /** What stands before the path of each page, without a slash at its end. */
  readonly base: string;
  /** Whose page is at `/`: in an app that has the root itself, it is the app's. */
  readonly home: "pages" | "app";
  /** The other origins to which a sign-in may lead. */
  readonly next: readonly string[];
}

/** Every path at which the server answers with these pages. */
const PATHS: readonly string[] = [
  "/",
  "/sign-in",
  "/sign-in/continue",
  "/sign-in/code",
  "/register",
  "/forgot-password",
  "/reset-password",
  "/verify-email",
  "/confirm-email-change",
  "/account",
  "/account/email",
  "/account/password",
  "/account/security",
  "/account/sessions",
  "/account/activity",
  "/account/data",
];

export function isPagePath(path: string, { home }: PagesPlace): boolean {
  return PATHS.includes(path) && (path !== "/" || home === "pages");
}

/** The path of the page at an address of this origin, in the spelling of the list above, which the server does not insist on. */
export function pagePathOf(pathname: string, { base }: PagesPlace): string {
  if (!`${pathname}/`.startsWith(`${base}/`)) return "";
  return pathname.slice(base.length).replace(/\/$/, "").toLowerCase() || "/";
}

export function isAccountPath(path: string): boolean {
  return path === "/account" || path.startsWith("/account/");
}
