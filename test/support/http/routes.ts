/** Every route of the service, whether it needs an access token, and a body that it takes. */
export interface RouteCase {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly needsAccessToken: boolean;
  readonly usesStore: boolean;
}

const API = "/api/v1";
const SESSION_ID = "018f0000-0000-7000-8000-000000000000";

function route(method: RouteCase["method"], path: string, needsAccessToken: boolean, usesStore = true): RouteCase {
  return { method, path, needsAccessToken, usesStore };
}

export const ROUTES: readonly RouteCase[] = [
  route("POST", `${API}/auth/register`, false),
  route("POST", `${API}/auth/login`, false),
  route("POST", `${API}/auth/refresh-token`, false),
  route("POST", `${API}/auth/logout`, false),
  route("POST", `${API}/auth/logout-all`, true),
  route("GET", `${API}/auth/sessions`, true),
  route("DELETE", `${API}/auth/sessions/${SESSION_ID}`, true),
  route("POST", `${API}/auth/change-password`, true),
  route("GET", `${API}/auth/password-policy`, false, false),
  route("POST", `${API}/auth/forgot-password`, false),
  route("POST", `${API}/auth/reset-password`, false),
  route("POST", `${API}/auth/verify-email`, false),
  route("POST", `${API}/auth/resend-verification`, false),
  route("POST", `${API}/auth/confirm-email-change`, false),
  route("GET", `${API}/users/profile`, true),
  route("PATCH", `${API}/users/settings`, true),
  route("POST", `${API}/users/change-email`, true),
  route("DELETE", `${API}/users/account`, true),
  route("GET", `${API}/users/export`, true),
  route("GET", `${API}/users/activity`, true),
  route("GET", "/health/live", false, false),
  route("GET", "/health/ready", false),
  route("GET", "/.well-known/jwks.json", false, false),
];
