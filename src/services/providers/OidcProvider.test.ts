import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  answers,
  answersText,
  dies,
  floods,
  hangs,
  redirectsTo,
  stalls,
} from "../../../test/support/providers/deeds.js";
import {
  CLIENT_ID,
  CLIENT_SECRET,
  HostileProvider,
  type Misdeeds,
} from "../../../test/support/providers/HostileProvider.js";
import { API_URL, aRequest, oidcSettings, providerOf, signIn } from "../../../test/support/providers/signIns.js";
import { MINUTE, SECOND } from "../../utils/duration.js";

const DISCOVERY = "/.well-known/openid-configuration";
const NOW = Math.floor(Date.now() / 1000);

let hostile: HostileProvider;
beforeEach(async () => {
  hostile = await HostileProvider.start();
});
afterEach(() => hostile.close());

function aProvider() {
  return providerOf(oidcSettings(hostile.base));
}

/** The code of a sign-in that fails, its fault as the log has it, and that no secret is in either. */
async function failureOf(misdeeds: Misdeeds, acme = aProvider()) {
  hostile.misdeeds = misdeeds;
  const error: unknown = await signIn(acme, hostile).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "ApiError", cause: { name: "ProviderFault" } });
  const { code, statusCode, message, retryAfterSeconds, cause } = error as Record<string, unknown>;
  const [failure] = acme.failures;
  expect(acme.failures).toEqual([{ code, reason: (cause as Error).message, isOperators: expect.any(Boolean) }]);
  const told = JSON.stringify([message, failure, Object.entries(cause as object)]);
  for (const secret of [CLIENT_SECRET, "a-code", "an-access-token", "eyJ"]) expect(told).not.toContain(secret);
  return { code, statusCode, retryAfterSeconds, ...failure };
}

describe("a sign-in", () => {
  test("goes to the provider with PKCE, state, nonce and the exact redirect URI", async () => {
    const request = aRequest();
    const url = new URL(await aProvider().provider.authorizationUrl(request));
    expect(url.origin + url.pathname).toBe(`${hostile.base}/authorize`);
    expect(Object.fromEntries(url.searchParams)).toEqual({
      response_type: "code",
      client_id: CLIENT_ID,
      redirect_uri: `${API_URL}/auth/providers/acme/callback`,
      scope: "openid email profile",
      state: request.state,
      nonce: request.nonce,
      code_challenge: expect.stringMatching(/^[\w-]{43}$/),
      code_challenge_method: "S256",
    });
    expect(url.href).not.toContain(request.codeVerifier);
  });

  test("ends with who somebody is, and the code is redeemed with the verifier", async () => {
    hostile.misdeeds = { claims: { email: "ada@example.com", name: "Ada", preferred_username: "ada" } };
    const acme = aProvider();
    expect(await signIn(acme, hostile)).toEqual({
      issuer: hostile.base,
      subject: "ada",
      email: "ada@example.com",
      emailVerified: false,
      isAuthoritative: false,
      fullName: "Ada",
      username: "ada",
      hasSecondFactor: false,
    });
    expect(hostile.redeemed).toHaveLength(1);
    expect(acme.failures).toEqual([]);
  });

  test("with an audience of two, where azp says that it is ours", async () => {
    hostile.misdeeds = { claims: { aud: [CLIENT_ID, "other"], azp: CLIENT_ID } };
    expect(await signIn(aProvider(), hostile)).toMatchObject({ subject: "ada" });
  });

  test("takes a sub of 255 characters and a clock that differs by half a minute", async () => {
    hostile.misdeeds = { claims: { sub: "x".repeat(255), iat: NOW + 20, exp: NOW + 300 } };
    expect(await signIn(aProvider(), hostile)).toMatchObject({ subject: "x".repeat(255) });
  });

  test("asks for what the ID token lacks, and amr is read from the signed token alone", async () => {
    const userinfo = { email: "ada@example.com", email_verified: true, name: "Ada", amr: ["mfa"] };
    hostile.misdeeds = { metadata: { userinfo_endpoint: `${hostile.base}/userinfo` }, userinfo };
    const acme = providerOf(oidcSettings(hostile.base, { trustsEmail: true, trustsSecondFactor: true }));
    expect(await signIn(acme, hostile)).toMatchObject({
      email: "ada@example.com",
      emailVerified: true,
      fullName: "Ada",
      hasSecondFactor: false,
    });
  });

  test("takes no word about an address from another place than the address", async () => {
    const metadata = { userinfo_endpoint: `${hostile.base}/userinfo` };
    hostile.misdeeds = { metadata, userinfo: { email: "ada@example.com" }, claims: { email_verified: true } };
    const acme = providerOf(oidcSettings(hostile.base, { trustsEmail: true }));
    expect(await signIn(acme, hostile)).toMatchObject({ email: "ada@example.com", emailVerified: false });
  });

  test("is checked by the clock of the server", async () => {
    const acme = aProvider();
    acme.clock.advance(10 * MINUTE);
    expect(await failureOf({}, acme)).toMatchObject({ code: "PROVIDER_ANSWER_INVALID" });
  });
});

describe("an answer that does not hold is PROVIDER_ANSWER_INVALID", () => {
  const otherIssuer = "https://other.example.com";
  test.each<[string, Misdeeds]>([
    ["a foreign nonce", { claims: { nonce: "another" } }],
    ["no nonce", { claims: { nonce: undefined } }],
    ["another audience", { claims: { aud: "other" } }],
    ["a list of other audiences", { claims: { aud: ["other", "third"] } }],
    ["two audiences and no azp", { claims: { aud: [CLIENT_ID, "other"] } }],
    ["two audiences and a foreign azp", { claims: { aud: [CLIENT_ID, "other"], azp: "other" } }],
    ["a foreign azp", { claims: { azp: "other" } }],
    ["an empty azp", { claims: { azp: "" } }],
    ["another issuer in the token", { claims: { iss: otherIssuer } }],
    ["the issuer with a slash", { claims: { iss: "http://127.0.0.1/" } }],
    ["another iss in the answer", { answer: { iss: otherIssuer } }],
    ["no iss, where the metadata promise it", { answer: { iss: undefined } }],
    ["another iss in an error", { answer: { iss: otherIssuer, error: "access_denied", code: undefined } }],
    ["an expired token", { claims: { iat: NOW - 600, exp: NOW - 60 } }],
    ["no exp", { claims: { exp: undefined } }],
    ["an exp that is text", { claims: { exp: "9999999999" } }],
    ["a token of the future", { claims: { iat: NOW + 120 } }],
    ["no iat", { claims: { iat: undefined } }],
    ["no sub", { claims: { sub: undefined } }],
    ["an empty sub", { claims: { sub: "" } }],
    ["a sub that is a number", { claims: { sub: 1 } }],
    ["a sub of 256 characters", { claims: { sub: "x".repeat(256) } }],
    ["alg none", { signature: "none" }],
    ["alg none, where the metadata allow it", { signature: "none", metadata: algorithms("RS256", "none") }],
    ["HS256 by the client secret", { signature: "secret" }],
    ["HS256, where the metadata allow it", { signature: "secret", metadata: algorithms("RS256", "HS256") }],
    ["no signature", { signature: "stripped" }],
    ["the signature of another key", { signature: "foreign" }],
    ["a critical header that nobody knows", { header: { crit: ["b64"], b64: true } }],
    ["no ID token", { tokens: { access_token: "an-access-token", token_type: "Bearer" } }],
    ["an ID token that is none", { tokens: { access_token: "x", token_type: "Bearer", id_token: "a.b.c" } }],
    ["a list in place of tokens", { tokens: [] }],
  ])("%s", async (_name, misdeeds) => {
    expect(await failureOf(misdeeds)).toMatchObject({ code: "PROVIDER_ANSWER_INVALID", statusCode: 400 });
  });

  test("userinfo of somebody else", async () => {
    const metadata = { userinfo_endpoint: `${hostile.base}/userinfo` };
    expect(await failureOf({ metadata, userinfo: { sub: "eve", email: "ada@example.com" } })).toMatchObject({
      code: "PROVIDER_ANSWER_INVALID",
    });
  });

  test("a foreign iss is found before the code goes out (mix-up)", async () => {
    await failureOf({ answer: { iss: otherIssuer } });
    expect(hostile.redeemed).toEqual([]);
  });

  function algorithms(...names: string[]) {
    return { id_token_signing_alg_values_supported: names };
  }
});

describe("a provider that cannot be used is PROVIDER_UNAVAILABLE", () => {
  const elsewhere = "https://10.0.0.1/internal";
  const deeds = {
    "a connection that breaks": dies,
    "an answer without end": floods,
    "a redirect": redirectsTo(elsewhere),
    "a redirect that keeps the method": redirectsTo(elsewhere, 307),
    "status 500": answers(500, {}),
    "status 503 with JSON": answers(503, { error: "temporarily_unavailable" }),
    "status 429": answers(429, {}, { "retry-after": "17" }),
    "no JSON": answersText("<html>"),
    "JSON that is called HTML": answersText("{}"),
    "no JSON that is called so": answersText("{", "application/json"),
  };
  const places = [DISCOVERY, "/token", "/keys"];
  test.each(places.flatMap((place) => Object.entries(deeds).map(([name, deed]) => ({ place, name, deed }))))(
    "$place: $name",
    async ({ place, deed }) => {
      const failure = await failureOf({ at: { [place]: deed } });
      expect(failure).toMatchObject({ code: "PROVIDER_UNAVAILABLE", statusCode: 503 });
      expect(failure.retryAfterSeconds).toBe(deed === deeds["status 429"] ? 17 : 10);
    },
  );

  test("an answer that never comes, or stops in the middle, is given up", async () => {
    const slow = await Promise.all([HostileProvider.start(), HostileProvider.start()]);
    // Both at once: each takes as long as the real timeout.
    await Promise.all(
      [hangs, stalls].map(async (deed, index) => {
        const one = slow[index] as HostileProvider;
        one.misdeeds = { at: { [DISCOVERY]: deed } };
        const { provider } = providerOf(oidcSettings(one.base));
        await expect(provider.authorizationUrl(aRequest())).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
      }),
    );
    await Promise.all(slow.map((one) => one.close()));
  });

  test.each<[string, Misdeeds]>([
    ["metadata of another issuer", { metadata: { issuer: "https://other.example.com" } }],
    ["metadata without issuer", { metadata: { issuer: undefined } }],
    ["an issuer that is no URL", { metadata: { issuer: "acme" } }],
    ["no token endpoint", { metadata: { token_endpoint: undefined } }],
    ["no keys", { metadata: { jwks_uri: undefined } }],
    ["a token endpoint by http to another host", { metadata: { token_endpoint: "http://10.0.0.1/token" } }],
    ["keys by http to another host", { metadata: { jwks_uri: "http://id.example.com/keys" } }],
    ["a sign-in page that is a program", { metadata: { authorization_endpoint: "javascript:alert(1)" } }],
    ["a token endpoint that is a file", { metadata: { token_endpoint: "file:///etc/passwd" } }],
    ["a token endpoint with credentials", { metadata: { token_endpoint: "https://a:b@id.example.com/token" } }],
    ["userinfo by http to another host", { metadata: { userinfo_endpoint: "http://id.example.com/userinfo" } }],
    ["metadata that are a list", { at: { [DISCOVERY]: answers(200, []) } }],
    ["metadata that are not there", { at: { [DISCOVERY]: answers(404, {}) } }],
    ["a key set that is none", { at: { "/keys": answers(200, { keys: {} }) } }],
    ["a key that is none", { at: { "/keys": answers(200, { keys: [{ kty: "RSA", kid: "own", e: "AQAB" }] }) } }],
    ["a token of an unknown key", { header: { kid: "unknown" } }],
  ])("%s", async (_name, misdeeds) => {
    expect(await failureOf(misdeeds)).toMatchObject({
      code: "PROVIDER_UNAVAILABLE",
      statusCode: 503,
      isOperators: false,
    });
  });

  test("http to this machine too, where the public URL is not localhost", async () => {
    const { provider } = providerOf(oidcSettings(hostile.base), { allowsLoopback: false });
    await expect(provider.authorizationUrl(aRequest())).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
    expect(hostile.seen).toEqual([]);
  });

  test("endpoints by http in metadata by https", async () => {
    hostile.base = "https://id.example.com";
    hostile.misdeeds = { metadata: { token_endpoint: `${hostile.address}/token` } };
    const { provider } = providerOf(oidcSettings(hostile.base), { allowsLoopback: false, fetch: hostile.ledHere });
    await expect(provider.authorizationUrl(aRequest())).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
  });

  test("a token of an unknown key is worth a repeat after a minute, when keys are fetched again", async () => {
    const acme = aProvider();
    expect(await failureOf({ header: { kid: "unknown" } }, acme)).toMatchObject({ retryAfterSeconds: 60 });
  });
});

describe("what the token endpoint refuses", () => {
  test.each([
    ["invalid_grant", "FLOW_INVALID", false],
    ["invalid_client", "PROVIDER_UNAVAILABLE", true],
    ["unauthorized_client", "PROVIDER_UNAVAILABLE", true],
    ["server_error", "PROVIDER_UNAVAILABLE", false],
  ])("%s is %s", async (error, code, isOperators) => {
    const body = { error, error_description: `the secret ${CLIENT_SECRET} and a-code` };
    expect(await failureOf({ at: { "/token": answers(400, body) } })).toMatchObject({ code, isOperators });
  });

  test("a wrong secret, told by a challenge, is the operator's fault and never a 401", async () => {
    const deed = answers(401, { error: "invalid_client" }, { "www-authenticate": "Basic" });
    const failure = await failureOf({ at: { "/token": deed } });
    expect(failure).toMatchObject({ code: "PROVIDER_UNAVAILABLE", statusCode: 503, isOperators: true });
  });

  test("a wrong verifier is FLOW_INVALID", async () => {
    const acme = aProvider();
    const request = aRequest();
    const answer = hostile.answerTo(await acme.provider.authorizationUrl(request));
    const other = { ...request, codeVerifier: aRequest().codeVerifier };
    await expect(acme.provider.identify(answer, other)).rejects.toMatchObject({ code: "FLOW_INVALID" });
  });
});

describe("the client secret", () => {
  const both = { token_endpoint_auth_methods_supported: ["client_secret_basic", "client_secret_post"] };

  test("goes into the header by default", async () => {
    await signIn(aProvider(), hostile);
    const [{ form, authorization } = { form: new URLSearchParams(), authorization: "" }] = hostile.redeemed;
    expect(authorization).toMatch(/^Basic /);
    expect(form.has("client_secret")).toBe(false);
  });

  test("goes into the body where the provider knows nothing else", async () => {
    hostile.misdeeds = { metadata: { token_endpoint_auth_methods_supported: ["client_secret_post"] } };
    await signIn(aProvider(), hostile);
    expect(hostile.redeemed[0]?.form.get("client_secret")).toBe(CLIENT_SECRET);
    expect(hostile.redeemed[0]?.authorization).toBeUndefined();
  });

  test("goes into the body where the header is refused, and from then on at once", async () => {
    const acme = aProvider();
    hostile.misdeeds = { metadata: both };
    const refusesHeader: typeof fetch = async (input, init) => {
      const isHeader = new Headers(init?.headers).has("authorization");
      if (isHeader) return Response.json({ error: "invalid_client" }, { status: 401 });
      return fetch(input, init);
    };
    const strict = providerOf(oidcSettings(hostile.base), { fetch: refusesHeader });
    expect(await signIn(strict, hostile)).toMatchObject({ subject: "ada" });
    expect(await signIn(strict, hostile)).toMatchObject({ subject: "ada" });
    expect([hostile.redeemed.length, strict.failures, acme.failures]).toEqual([2, [], []]);
  });
});

describe("an answer without a code", () => {
  test.each(["access_denied", "server_error", "login_required"])(
    "that is the error %s is PROVIDER_REFUSED",
    async (error) => {
      expect(await failureOf({ answer: { code: undefined, error } })).toEqual({
        code: "PROVIDER_REFUSED",
        statusCode: 400,
        retryAfterSeconds: undefined,
        reason: `the answer is the error ${error}`,
        isOperators: false,
      });
    },
  );

  test("an error that is no word is not repeated", async () => {
    const { reason } = await failureOf({ answer: { code: undefined, error: "<b>\n" } });
    expect(reason).toBe("the answer is the error of no readable name");
  });

  test.each<[string, Record<string, string | undefined>]>([
    ["of another request", { state: "another" }],
    ["without state", { state: undefined }],
    ["without code and error", { code: undefined }],
    ["with an empty code", { code: "" }],
  ])("%s is FLOW_INVALID, and no request goes out", async (_name, answer) => {
    expect(await failureOf({ answer })).toMatchObject({ code: "FLOW_INVALID", statusCode: 400 });
    expect(hostile.redeemed).toEqual([]);
  });
});

describe("metadata and keys", () => {
  const count = (end: string) => hostile.seen.filter((line) => line.endsWith(end)).length;

  test("are fetched once for an hour, by many at once too", async () => {
    const acme = aProvider();
    await Promise.all(Array.from({ length: 20 }, () => acme.provider.authorizationUrl(aRequest())));
    await signIn(acme, hostile);
    await signIn(acme, hostile);
    expect([count(DISCOVERY), count("/keys")]).toEqual([1, 1]);
    acme.clock.advance(60 * MINUTE);
    await acme.provider.authorizationUrl(aRequest());
    expect(count(DISCOVERY)).toBe(2);
  });

  test("a provider that is down is asked again after ten seconds, and until then nobody waits", async () => {
    const acme = aProvider();
    hostile.misdeeds = { at: { [DISCOVERY]: dies } };
    const ask = () => acme.provider.authorizationUrl(aRequest());
    await Promise.allSettled([ask(), ask(), ask()]);
    await expect(ask()).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE", retryAfterSeconds: 10 });
    expect(count(DISCOVERY)).toBe(1);
    hostile.misdeeds = {};
    acme.clock.advance(10 * SECOND);
    await ask();
    expect(count(DISCOVERY)).toBe(2);
  });
});
