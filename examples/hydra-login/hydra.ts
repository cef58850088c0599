/** What a login and consent app needs of Hydra's admin API, which only this machine may reach. */
const ADMIN = process.env["HYDRA_ADMIN_URL"] ?? "http://127.0.0.1:4445";

type Step = "login" | "consent";

/** What an app asks for. `subject` and below are of a consent. */
export interface AppRequest {
  /** Set, and nothing else, where the request was answered before, as after the back button of a browser. */
  readonly redirect_to?: string;
  readonly client: { readonly client_id: string; readonly client_name: string; readonly skip_consent: boolean };
  /** The address with which the app began. */
  readonly request_url: string;
  readonly oidc_context: { readonly acr_values?: readonly string[] };
  readonly subject: string;
  readonly skip: boolean;
  readonly requested_scope: readonly string[];
  readonly requested_access_token_audience: readonly string[];
}

/** Throws for what Hydra does not know, or no longer. */
export async function read(step: Step, challenge: unknown): Promise<AppRequest> {
  return (await call("GET", pathOf(step, challenge))).json() as Promise<AppRequest>;
}

/** Answers what an app asks for; resolves to where the browser goes on to. */
export async function answer(step: Step, challenge: unknown, verdict: "accept" | "reject", body: object) {
  const response = await call("PUT", pathOf(`${step}/${verdict}`, challenge), JSON.stringify(body));
  return ((await response.json()) as { redirect_to: string }).redirect_to;
}

/** Ends what a user has granted to every app, and with it their tokens. */
export async function revokeGrants(subject: string): Promise<void> {
  await call("DELETE", `sessions/consent?${new URLSearchParams({ subject, all: "true" })}`);
}

function pathOf(action: string, challenge: unknown): string {
  const step = action.split("/")[0];
  return `requests/${action}?${step}_challenge=${encodeURIComponent(String(challenge))}`;
}

async function call(method: string, path: string, body: string | null = null): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  const signal = AbortSignal.timeout(5_000);
  const response = await fetch(`${ADMIN}/admin/oauth2/auth/${path}`, { method, headers, body, signal });
  if (response.ok || response.status === 410) return response;
  throw new Error(`Hydra answered ${response.status}.`);
}
