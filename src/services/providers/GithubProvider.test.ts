import { describe, expect, test } from "vitest";
import { GITHUB_CLIENT, type GithubAnswers, GithubStandIn } from "../../../test/support/providers/githubStandIn.js";
import { API_URL, aRequest, providerOf } from "../../../test/support/providers/signIns.js";

const SETTINGS = { kind: "github", name: "github", label: "GitHub", ...GITHUB_CLIENT } as const;

/** Signs in at the stand-in, whose answer the browser brings back with `extra`. */
async function signIn(answers: GithubAnswers = {}, { extra = {}, settings = SETTINGS, request = aRequest() } = {}) {
  const github = new GithubStandIn();
  github.answers = answers;
  const parts = providerOf(settings, { fetch: github.fetch, allowsLoopback: false });
  const url = new URL(await parts.provider.authorizationUrl(request));
  github.challenge = url.searchParams.get("code_challenge") ?? "";
  const answer = { code: "a-code", state: url.searchParams.get("state") ?? "", ...extra };
  const result = await parts.provider.identify(answer, request).catch((error: unknown) => error);
  return { ...parts, github, url, result };
}

describe("a sign-in with GitHub", () => {
  test("goes there with PKCE and state, and asks for no more than the address and the profile", async () => {
    const request = aRequest();
    const { url } = await signIn({}, { request });
    expect(url.origin + url.pathname).toBe("https://github.com/login/oauth/authorize");
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: "code",
      client_id: "github-client",
      redirect_uri: `${API_URL}/auth/providers/github/callback`,
      scope: "read:user user:email",
      state: request.state,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
    });
  });

  test("takes the primary address, and not the one that the profile shows", async () => {
    const { result, github } = await signIn();
    expect(result).toEqual({
      issuer: "https://github.com",
      subject: "583231",
      email: "ada@example.com",
      emailVerified: true,
      isAuthoritative: false,
      fullName: "The Octocat",
      username: "octocat",
      hasSecondFactor: false,
    });
    expect(github.seen.map(({ url }) => url)).toEqual([
      "https://github.com/login/oauth/access_token",
      "https://api.github.com/user",
      "https://api.github.com/user/emails",
    ]);
  });

  test("takes the iss that GitHub sends since August 2026, and no other", async () => {
    expect((await signIn({}, { extra: { iss: "https://github.com/login/oauth" } })).result).toMatchObject({
      subject: "583231",
    });
    const foreign = await signIn({}, { extra: { iss: "https://id.example.com" } });
    expect(foreign.result).toMatchObject({ code: "PROVIDER_ANSWER_INVALID" });
    expect(foreign.github.seen).toEqual([]);
  });

  test.each<[string, GithubAnswers, string, boolean]>([
    ["a code that was used", token({ error: "bad_verification_code" }), "FLOW_INVALID", false],
    ["wrong credentials", token({ error: "incorrect_client_credentials" }), "PROVIDER_UNAVAILABLE", true],
    ["an unknown callback", token({ error: "redirect_uri_mismatch" }), "PROVIDER_UNAVAILABLE", true],
    ["an unverified person", token({ error: "unverified_user_email" }), "PROVIDER_REFUSED", false],
    ["another error", token({ error: "something <new>" }), "PROVIDER_UNAVAILABLE", false],
    ["no token", token({}), "PROVIDER_ANSWER_INVALID", false],
    ["a user that cannot be read", { "/user": { status: 403, body: {} } }, "PROVIDER_UNAVAILABLE", false],
    ["addresses that cannot be read", { "/user/emails": { status: 404, body: {} } }, "PROVIDER_UNAVAILABLE", false],
    ["a user without an id", { "/user": { body: { login: "octocat" } } }, "PROVIDER_ANSWER_INVALID", false],
    ["an outage", { "/user": { status: 502, body: {} } }, "PROVIDER_UNAVAILABLE", false],
  ])("%s", async (_name, answers, code, isOperators) => {
    const { result, failures } = await signIn(answers);
    expect(result).toMatchObject({ name: "ApiError", code });
    expect(failures).toMatchObject([{ code, isOperators }]);
    expect(JSON.stringify(failures)).not.toMatch(/gho_token|a-code|<new>|0123456789/);
  });

  test("with a wrong secret is the operator's fault", async () => {
    const settings = { ...SETTINGS, clientSecret: "another" } as unknown as typeof SETTINGS;
    expect((await signIn({}, { settings })).failures).toMatchObject([
      { code: "PROVIDER_UNAVAILABLE", isOperators: true },
    ]);
  });

  test("without the answer to this request is FLOW_INVALID, and no request goes out", async () => {
    const { result, github } = await signIn({}, { extra: { state: "another" } });
    expect(result).toMatchObject({ code: "FLOW_INVALID" });
    expect(github.seen).toEqual([]);
  });

  function token(body: unknown): GithubAnswers {
    return { "/access_token": { body } };
  }
});
