import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { decodeProtectedHeader, jwtVerify } from "jose";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CLIENT_ID, CLIENT_SECRET, HostileProvider } from "../../../../test/support/providers/HostileProvider.js";
import { API_URL, aRequest, providerOf, signIn } from "../../../../test/support/providers/signIns.js";
import { MINUTE } from "../../../utils/duration.js";
import type { ProviderSettings } from "../ProviderSettings.js";

let hostile: HostileProvider;
beforeEach(async () => {
  hostile = await HostileProvider.start();
});
afterEach(() => hostile.close());

const pair = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET };

/** A provider whose names lead to this machine. The rules are those of a public URL that is not localhost. */
function ledHere(settings: ProviderSettings) {
  return providerOf(settings, { fetch: hostile.ledHere, allowsLoopback: false });
}

describe("Google", () => {
  const settings = { kind: "google", name: "google", label: "Google", ...pair } as const;

  test("says who somebody is", async () => {
    hostile.base = "https://accounts.google.com";
    hostile.misdeeds = { claims: { email: "ada@gmail.com", email_verified: true, name: "Ada" } };
    const trusted = { emailVerified: true, isAuthoritative: true, fullName: "Ada", username: null };
    expect(await signIn(ledHere(settings), hostile)).toMatchObject({
      issuer: hostile.base,
      subject: "ada",
      ...trusted,
    });
    expect(hostile.redeemed[0]?.form.get("client_secret")).toBe(CLIENT_SECRET);
  });

  test("is no other issuer", async () => {
    hostile.base = "https://accounts.google.com";
    hostile.misdeeds = { claims: { iss: "https://id.example.com" } };
    await expect(signIn(ledHere(settings), hostile)).rejects.toMatchObject({ code: "PROVIDER_ANSWER_INVALID" });
  });
});

describe("Microsoft", () => {
  const company = "8eaef023-2b34-4da1-9baa-8bc8c9d6a490";
  const personal = "9188040d-6c67-4c5b-b112-36a304b66dad";
  const host = "https://login.microsoftonline.com";
  const issuerOf = (tenant: string) => `${host}/${tenant}/v2.0`;

  /** A sign-in by an account of `tid`, where the metadata name `issuer`. */
  async function signInOf({ tenant = "common", issuer = issuerOf("{tenantid}"), claims = {}, tid = company }) {
    hostile.base = `${host}/${tenant}/v2.0`;
    const metadata = { issuer, authorization_response_iss_parameter_supported: undefined };
    const token = { iss: issuerOf(tid), tid, email: "ada@example.com", xms_edov: true, ...claims };
    hostile.misdeeds = { answer: { iss: undefined }, metadata, claims: token };
    return signIn(ledHere({ kind: "microsoft", name: "microsoft", label: "Microsoft", ...pair, tenant }), hostile);
  }

  test.each([
    ["common", issuerOf("{tenantid}"), company],
    ["common", issuerOf("{tenantid}"), personal],
    ["organizations", issuerOf("{tenantid}"), company],
    ["consumers", issuerOf(personal), personal],
    [company, issuerOf(company), company],
  ])("%s with metadata of %s lets %s in", async (tenant, issuer, tid) => {
    const identity = { issuer: issuerOf(tid), subject: "ada", email: "ada@example.com", emailVerified: true };
    expect(await signInOf({ tenant, issuer, tid })).toMatchObject(identity);
  });

  test.each([
    ["another issuer than its tid", { claims: { iss: issuerOf(personal) } }],
    ["no tid", { claims: { tid: undefined } }],
    ["the placeholder as issuer", { claims: { iss: issuerOf("{tenantid}") } }],
    ["a personal account, for organizations", { tenant: "organizations", tid: personal }],
    ["another tenant, for one", { tenant: company, issuer: issuerOf(company), tid: personal }],
  ])("%s is PROVIDER_ANSWER_INVALID", async (_name, options) => {
    await expect(signInOf(options)).rejects.toMatchObject({ code: "PROVIDER_ANSWER_INVALID" });
  });
});

describe("Apple", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = (key: KeyObject) => key.export({ type: "pkcs8", format: "pem" }).toString();
  const settings = {
    kind: "apple",
    name: "apple",
    label: "Apple",
    clientId: CLIENT_ID,
    teamId: "ABCDE12345",
    keyId: "FGHIJ67890",
    privateKey: pem(privateKey),
  } as const;

  beforeEach(() => {
    hostile.base = "https://appleid.apple.com";
    hostile.misdeeds = {
      answer: { iss: undefined },
      claims: { email: "ada@privaterelay.appleid.com", email_verified: "true" },
    };
  });

  test("is asked to answer by a form, and for its metadata it is not asked", async () => {
    const url = new URL(await ledHere(settings).provider.authorizationUrl(aRequest()));
    expect(url.origin + url.pathname).toBe("https://appleid.apple.com/auth/authorize");
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      response_mode: "form_post",
      scope: "name email",
      redirect_uri: `${API_URL}/auth/providers/apple/callback`,
      code_challenge_method: "S256",
    });
    expect(hostile.seen).toEqual([]);
  });

  test("says who somebody is, and the form their name", async () => {
    const user = JSON.stringify({ name: { firstName: "Ada", lastName: "Lovelace" }, email: "eve@example.com" });
    expect(await signIn(ledHere(settings), hostile, { user })).toEqual({
      issuer: "https://appleid.apple.com",
      subject: "ada",
      email: "ada@privaterelay.appleid.com",
      emailVerified: true,
      isAuthoritative: false,
      fullName: "Ada Lovelace",
      username: null,
      hasSecondFactor: false,
    });
    expect(await signIn(ledHere(settings), hostile)).toMatchObject({ fullName: null });
  });

  test("gets a secret of five minutes by our key, another for each sign-in", async () => {
    const apple = ledHere(settings);
    await signIn(apple, hostile);
    apple.clock.advance(MINUTE);
    await signIn(apple, hostile);
    const [first = "", second = ""] = hostile.redeemed.map(({ form }) => form.get("client_secret") ?? "");
    expect(decodeProtectedHeader(first)).toEqual({ alg: "ES256", kid: "FGHIJ67890", typ: "JWT" });
    const { payload } = await jwtVerify(first, publicKey, { algorithms: ["ES256"] });
    const iat = payload.iat ?? 0;
    expect(payload).toEqual({
      iss: "ABCDE12345",
      sub: CLIENT_ID,
      aud: "https://appleid.apple.com",
      iat,
      exp: iat + 300,
    });
    expect((await jwtVerify(second, publicKey)).payload.iat).toBe(iat + 60);
    expect(hostile.redeemed.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  test("is no other issuer, and its token needs a signature", async () => {
    const { misdeeds } = hostile;
    hostile.misdeeds = { ...misdeeds, claims: { iss: "https://account.apple.com" } };
    await expect(signIn(ledHere(settings), hostile)).rejects.toMatchObject({ code: "PROVIDER_ANSWER_INVALID" });
    hostile.misdeeds = { ...misdeeds, signature: "foreign" };
    await expect(signIn(ledHere(settings), hostile)).rejects.toMatchObject({ code: "PROVIDER_ANSWER_INVALID" });
  });
});
