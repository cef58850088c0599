import { describe, expect, test } from "vitest";
import { SoftwareAuthenticator, type Switches } from "../../../test/support/webauthn/SoftwareAuthenticator.js";
import { ApiError } from "../../utils/ApiError.js";
import { newId } from "../../utils/ids.js";
import { creationOptions, newChallenge, requestOptions, userHandleOf } from "./ceremony.js";
import { verifyAssertion } from "./verifyAssertion.js";
import { verifyRegistration } from "./verifyRegistration.js";

const ORIGIN = "https://auth.example.com";
const APP = "https://app.example.com";
const SITE = { id: "example.com", name: "Example", origins: [ORIGIN, APP] };
const USER = { _id: newId(1_800_000_000_000), username: "ada", fullName: "Ada Lovelace", email: "ada@example.com" };

function anAuthenticator(options: ConstructorParameters<typeof SoftwareAuthenticator>[0] = {}) {
  return new SoftwareAuthenticator({ origin: ORIGIN, ...options });
}

async function register(authenticator: SoftwareAuthenticator, switches: Switches = {}) {
  const challenge = newChallenge();
  const options = creationOptions(SITE, USER, { challenge, exclude: [] });
  return verifyRegistration(authenticator.register(options, switches), { challenge, site: SITE });
}

async function assertion(authenticator: SoftwareAuthenticator, switches: Switches = {}, isOwnerKnown = false) {
  const passkey = { userId: USER._id, ...(await register(authenticator)) };
  const challenge = newChallenge();
  const credential = authenticator.assert(requestOptions(SITE, { challenge, allowed: null }), switches);
  return verifyAssertion(credential, passkey, { challenge, site: SITE, isOwnerKnown });
}

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => null,
    (error: unknown) => (error instanceof ApiError ? error : Promise.reject(error)),
  );

describe("the options", () => {
  test("ask for a discoverable passkey with its user verified, no attestation, and the three algorithms", () => {
    const options = creationOptions(SITE, USER, { challenge: "c", exclude: [] });
    expect(options).toEqual({
      challenge: "c",
      rp: { id: "example.com", name: "Example" },
      user: { id: userHandleOf(USER._id), name: "ada", displayName: "Ada Lovelace" },
      pubKeyCredParams: [-8, -7, -257].map((alg) => ({ type: "public-key", alg })),
      timeout: 300_000,
      attestation: "none",
      excludeCredentials: [],
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      extensions: { credProps: true },
    });
  });

  test("name a user without a username by the address", () => {
    const nameless = { ...USER, username: null, fullName: null };
    const { user } = creationOptions(SITE, nameless, { challenge: "c", exclude: [] });
    expect(user).toMatchObject({ name: "ada@example.com", displayName: "ada@example.com" });
  });

  test("the user handle is the 16 bytes of the id and nothing else", () => {
    expect(userHandleOf("0199c1d2-e3f4-7a5b-8c6d-7e8f90a1b2c3")).toBe(
      Buffer.from("0199c1d2e3f47a5b8c6d7e8f90a1b2c3", "hex").toString("base64url"),
    );
  });

  test("of a sign-in without a user name no passkey", () => {
    expect(requestOptions(SITE, { challenge: "c", allowed: null })).toEqual({
      challenge: "c",
      rpId: "example.com",
      timeout: 300_000,
      userVerification: "required",
    });
  });
});

describe("a new passkey", () => {
  test.each(["ES256", "EdDSA", "RS256"] as const)("of %s is read and signs in", async (algorithm) => {
    const authenticator = anAuthenticator({ algorithm });
    expect(await assertion(authenticator)).toEqual({ counter: 1, synced: false, backedUp: false });
  });

  test("says what it is", async () => {
    const synced = anAuthenticator({ synced: true });
    const made = await register(synced);
    expect(made).toEqual({
      credentialId: synced.credentialIds[0],
      publicKey: expect.stringMatching(/^[\w-]+$/),
      counter: 0,
      aaguid: "00000000-0000-0000-0000-000000000000",
      backedUp: true,
      transports: ["hybrid", "internal"],
    });
    expect(await register(anAuthenticator())).toMatchObject({ backedUp: false, transports: ["usb"] });
  });

  test("may come from each of the allowed origins", async () => {
    expect(await register(anAuthenticator(), { origin: APP })).toMatchObject({ counter: 0 });
  });

  test("may bring any statement about its make, which nobody reads", async () => {
    const attStmt = new Map([["x5c", Buffer.from("not a certificate")]]);
    expect(await register(anAuthenticator(), { attestation: { fmt: "apple", attStmt } })).toMatchObject({ counter: 0 });
  });

  test.each<[string, Switches]>([
    ["another origin", { origin: "https://auth.example.com.evil.example" }],
    ["another port", { origin: "https://auth.example.com:8443" }],
    ["another domain", { rpId: "evil.example" }],
    ["another challenge", { challenge: newChallenge() }],
    ["a page in another site's page", { crossOrigin: true }],
    ["an answer to a sign-in", { type: "webauthn.get" }],
    ["a user who was not verified", { userVerified: false }],
    ["a user who was not there", { userPresent: false }],
    ["a backup of a key that cannot have one", { backupEligible: false, backedUp: true }],
  ])("is refused with %s: 400 that names the credential", async (_what, switches) => {
    const error = await refusal(register(anAuthenticator(), switches));
    expect(error).toMatchObject({ code: "VALIDATION_FAILED", statusCode: 400, errors: [{ path: "credential" }] });
  });

  test("is refused under another id than the one it was made with", async () => {
    const challenge = newChallenge();
    const made = anAuthenticator().register(creationOptions(SITE, USER, { challenge, exclude: [] }));
    const other = { ...made, id: "AAAA", rawId: "AAAA" };
    const error = await refusal(verifyRegistration(other, { challenge, site: SITE }));
    expect(error?.code).toBe("VALIDATION_FAILED");
  });
});

describe("an assertion", () => {
  test.each<[string, Switches]>([
    ["another origin", { origin: "https://evil.example" }],
    ["another domain", { rpId: "evil.example" }],
    ["another challenge", { challenge: newChallenge() }],
    ["a page in another site's page", { crossOrigin: true }],
    ["an answer to a registration", { type: "webauthn.create" }],
    ["a user who was not verified", { userVerified: false }],
    ["a user who was not there", { userPresent: false }],
    ["another user's handle", { userHandle: userHandleOf(newId(1_800_000_000_001)) }],
    ["no user handle, where nobody said who it is", { userHandle: null }],
    ["a broken signature", { brokenSignature: true }],
    ["a backup of a key that cannot have one", { backupEligible: false, backedUp: true }],
  ])("is refused with %s", async (_what, switches) => {
    const error = await refusal(assertion(anAuthenticator(), switches));
    expect(error).toMatchObject({ code: "PASSKEY_INVALID", statusCode: 401 });
  });

  test("needs no user handle where it is known who signs in, and no other one may be there", async () => {
    expect(await assertion(anAuthenticator(), { userHandle: null }, true)).toMatchObject({ counter: 1 });
    const other = { userHandle: userHandleOf(newId(1_800_000_000_001)) };
    expect((await refusal(assertion(anAuthenticator(), other, true)))?.code).toBe("PASSKEY_INVALID");
  });

  test("of another passkey of the same user is refused", async () => {
    const [first, second] = [anAuthenticator(), anAuthenticator()];
    const passkey = { userId: USER._id, ...(await register(first)) };
    await register(second);
    const challenge = newChallenge();
    const credential = second.assert(requestOptions(SITE, { challenge, allowed: null }));
    const error = await refusal(verifyAssertion(credential, passkey, { challenge, site: SITE, isOwnerKnown: false }));
    expect(error?.code).toBe("PASSKEY_INVALID");
  });

  test("a wrong origin is in the log, and in no answer", async () => {
    const error = await refusal(assertion(anAuthenticator(), { origin: "https://evil.example" }));
    expect(error?.diagnosis).toEqual({ origin: "https://evil.example", allowedOrigins: SITE.origins });
    expect(error?.message).not.toContain("evil");
  });
});

test.each([
  "",
  "AAAA",
  Buffer.from("null").toString("base64url"),
  Buffer.from("[]").toString("base64url"),
  Buffer.from('{"origin":"https://auth.example.com"}').toString("base64url"),
])("an answer that is none is refused, and no fault of the server: %j", async (text) => {
  const site = { challenge: newChallenge(), site: SITE };
  const made = { id: "AAAA", rawId: "AAAA", response: { clientDataJSON: text, attestationObject: text } };
  expect((await refusal(verifyRegistration(made, site)))?.code).toBe("VALIDATION_FAILED");
  const response = { clientDataJSON: text, authenticatorData: text, signature: text };
  const passkey = { userId: USER._id, credentialId: "AAAA", publicKey: text };
  const asserted = verifyAssertion({ id: "AAAA", rawId: "AAAA", response }, passkey, { ...site, isOwnerKnown: true });
  expect((await refusal(asserted))?.code).toBe("PASSKEY_INVALID");
});
