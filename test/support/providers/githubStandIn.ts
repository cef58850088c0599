import { createHash } from "node:crypto";

export const GITHUB_CLIENT = { clientId: "github-client", clientSecret: "github-secret-0123456789" } as const;

/** What GitHub answers where a test says so, by the end of the path. */
export type GithubAnswers = Readonly<Record<string, { readonly status?: number; readonly body: unknown }>>;

/** `fetch` that answers in the place of GitHub, as its documentation says. */
export class GithubStandIn {
  answers: GithubAnswers = {};
  readonly seen: { readonly url: string; readonly authorization: string | null }[] = [];
  challenge = "";

  readonly fetch: typeof fetch = async (input, init) => {
    const url = String(input);
    const headers = new Headers(init?.headers);
    this.seen.push({ url, authorization: headers.get("authorization") });
    const given = Object.entries(this.answers).find(([end]) => url.endsWith(end))?.[1];
    if (given !== undefined) return Response.json(given.body, { status: given.status ?? 200 });
    if (url === "https://github.com/login/oauth/access_token") return this.#redeem(String(init?.body), headers);
    if (headers.get("authorization") !== "Bearer gho_token") return Response.json({}, { status: 401 });
    if (url === "https://api.github.com/user") {
      return Response.json({ id: 583231, login: "octocat", name: "The Octocat", email: "shown@example.com" });
    }
    if (url === "https://api.github.com/user/emails") {
      return Response.json([
        { email: "other@example.com", primary: false, verified: true },
        { email: "ada@example.com", primary: true, verified: true },
      ]);
    }
    return Response.json({ message: "Not Found" }, { status: 404 });
  };

  #redeem(body: string, headers: Headers): Response {
    const form = new URLSearchParams(body);
    const isOurs =
      form.get("client_id") === GITHUB_CLIENT.clientId && form.get("client_secret") === GITHUB_CLIENT.clientSecret;
    // Errors have the status of a success.
    if (!isOurs || headers.get("accept") !== "application/json")
      return Response.json({ error: "incorrect_client_credentials" });
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const isValid = form.get("code") === "a-code" && challenge === this.challenge;
    if (!isValid) return Response.json({ error: "bad_verification_code" });
    return Response.json({ access_token: "gho_token", scope: "read:user,user:email", token_type: "bearer" });
  }
}
