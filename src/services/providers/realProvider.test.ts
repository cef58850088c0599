import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { API_URL, aRequest, oidcSettings, providerOf } from "../../../test/support/providers/signIns.js";
import { type RunningOidcProvider, startOidcProvider } from "../../../test/support/providers/startOidcProvider.js";

let real: RunningOidcProvider;
beforeAll(async () => {
  real = await startOidcProvider({ redirectUris: [`${API_URL}/auth/providers/acme/callback`] });
});
afterAll(() => real.close());
beforeEach(() => real.forget());

type Changes = Parameters<typeof oidcSettings>[1];

function acme(changes: Changes = {}) {
  return providerOf(oidcSettings(real.issuer, { ...real.entry, ...changes }));
}

async function signIn(deed: Parameters<RunningOidcProvider["walk"]>[1], changes?: Changes) {
  const { provider } = acme(changes);
  const request = aRequest();
  return provider.identify(await real.walk(await provider.authorizationUrl(request), deed), request);
}

describe("a sign-in at a real provider", () => {
  test("says who somebody is, and trusts nothing by default", async () => {
    expect(await signIn({ account: "ada", amr: ["mfa"] })).toEqual({
      issuer: real.issuer,
      subject: "ada",
      email: "ada@example.com",
      emailVerified: false,
      isAuthoritative: false,
      fullName: "Ada Lovelace",
      username: "ada",
      hasSecondFactor: false,
    });
  });

  test("trusts what the settings say", async () => {
    const trust = { trustsEmail: true, authoritativeFor: ["example.com", "example.net"], trustsSecondFactor: true };
    const trusted = { emailVerified: true, isAuthoritative: true, hasSecondFactor: true };
    expect(await signIn({ account: "ada", amr: ["pwd", "otp"] }, trust)).toMatchObject(trusted);
    real.forget();
    const unverified = { subject: "grace", emailVerified: false, isAuthoritative: false, hasSecondFactor: false };
    expect(await signIn({ account: "grace" }, trust)).toMatchObject(unverified);
  });

  test("that is canceled is PROVIDER_REFUSED", async () => {
    await expect(signIn({ cancels: true })).rejects.toMatchObject({ code: "PROVIDER_REFUSED" });
  });

  test("with a code that was redeemed before is FLOW_INVALID", async () => {
    const { provider } = acme();
    const request = aRequest();
    const answer = await real.walk(await provider.authorizationUrl(request));
    await provider.identify(answer, request);
    await expect(provider.identify(answer, request)).rejects.toMatchObject({ code: "FLOW_INVALID" });
  });

  test("with a wrong secret is the operator's fault", async () => {
    const { provider, failures } = acme({ clientSecret: "another-secret-0123456789" });
    const request = aRequest();
    const answer = await real.walk(await provider.authorizationUrl(request));
    await expect(provider.identify(answer, request)).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
    expect(failures).toMatchObject([{ isOperators: true }]);
  });

  test("and its answer to one request does not answer another", async () => {
    const { provider } = acme();
    const [first, second] = [aRequest(), aRequest()];
    const answer = await real.walk(await provider.authorizationUrl(first));
    await expect(provider.identify(answer, second)).rejects.toMatchObject({ code: "FLOW_INVALID" });
    await expect(provider.identify({ ...answer, state: second.state }, second)).rejects.toMatchObject({
      code: "FLOW_INVALID",
    });
  });
});
