export interface Place {
  readonly path: string;
  /** With its question mark, or empty. */
  readonly search: string;
}

/** Every path at which the server answers with these pages. */
const PATHS = [
  "/",
  "/sign-in",
  "/register",
  "/forgot-password",
  "/reset-password",
  "/verify-email",
  "/confirm-email-change",
  "/account",
  "/account/email",
  "/account/password",
  "/account/sessions",
  "/account/activity",
  "/account/data",
] as const;

export type PagePath = (typeof PATHS)[number];

export function isPagePath(path: string): path is PagePath {
  return PATHS.some((one) => one === path);
}

export function isAccountPath(path: string): boolean {
  return path === "/account" || path.startsWith("/account/");
}
