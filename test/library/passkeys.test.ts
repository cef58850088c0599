import { expect, test } from "vitest";
import { expectFailure } from "../support/http/expectFailure.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";
import { ADA, makeLatchkey, serve } from "../support/library/hostApp.js";
import { mounted } from "../support/library/mounted.js";
import { aProof, passkeySignIn } from "../support/webauthn/passkeys.js";
import { SoftwareAuthenticator } from "../support/webauthn/SoftwareAuthenticator.js";

const SITE = "https://app.example.com";
const RELATED = "https://app.example.org";
const APK = `android:apk-key-hash:${"A".repeat(43)}`;
const OPTIONS = { publicUrl: SITE, passkeyRpId: "example.com", passkeyOrigins: [RELATED, APK] };

/** Registers Ada with a passkey and no password, as a page of the app does. */
async function registerByPasskey(client: TestClient, authenticator: SoftwareAuthenticator) {
  const { password: _, ...profile } = ADA;
  const begun = await client.post("/auth/register/passkey/options", profile);
  const { flow, options } = begun.body.data as unknown as { flow: string; options: never };
  return client.post("/auth/register/passkey", { flow, credential: authenticator.register(options) });
}

test("a mounted router registers with a passkey, and its sign-in reaches what needs level 2; a password does not", async () => {
  const { latchkey } = makeLatchkey(OPTIONS);
  const origin = await serve((app) => {
    app.use("/api/v1", latchkey.router);
    app.get("/payroll", latchkey.verifyJWT, latchkey.requireLevel(2), (req, res) => void res.json(req.user));
  });
  const payroll = ({ body }: TestResponse) =>
    fetch(`${origin}/payroll`, { headers: { authorization: `Bearer ${body.data.accessToken}` } });
  const client = new TestClient(`${origin}/api/v1`);
  const authenticator = new SoftwareAuthenticator({ origin: SITE });
  expect((await registerByPasskey(client, authenticator)).status).toBe(200);
  const signedIn = await payroll(await passkeySignIn(client, authenticator));
  expect([signedIn.status, await signedIn.json()]).toMatchObject([200, { username: ADA.username }]);

  const bob = { ...ADA, username: "bob", email: "bob@example.com" };
  await client.post("/auth/register", bob);
  const byPassword = await payroll(await client.post("/auth/login", { username: "bob", password: bob.password }));
  expect([byPassword.status, await byPassword.json()]).toMatchObject([401, { code: "REAUTHENTICATION_REQUIRED" }]);
});

test("the passkeys work on the other origins of the app, and nowhere else", async () => {
  const { client } = await mounted(OPTIONS);
  const authenticator = new SoftwareAuthenticator({ origin: SITE });
  await registerByPasskey(client, authenticator);
  for (const origin of [RELATED, APK]) {
    expect((await passkeySignIn(client, authenticator, { origin })).status, origin).toBe(200);
  }
  for (const origin of [
    "https://evil.example.com",
    "https://example.com",
    `${RELATED}:8443`,
    "http://app.example.org",
  ]) {
    expectFailure(await passkeySignIn(client, authenticator, { origin }), 401, "PASSKEY_INVALID");
  }
  const proof = await aProof(client, authenticator, { rpId: "example.org", origin: RELATED });
  expectFailure(await client.post("/auth/passkeys/login", proof), 401, "PASSKEY_INVALID");
});

test("browsers find the other origins where the app puts them, also as the very first request, and 404 without any", async () => {
  const { latchkey } = makeLatchkey(OPTIONS);
  const { latchkey: alone } = makeLatchkey({ publicUrl: SITE });
  const origin = await serve((app) => {
    app.get("/.well-known/webauthn", latchkey.relatedOrigins);
    app.get("/other/webauthn", alone.relatedOrigins);
  });
  const response = await fetch(`${origin}/.well-known/webauthn`);
  expect(response.headers.get("content-type")).toMatch(/^application\/json/);
  // An app on a phone is no web origin.
  expect(await response.json()).toEqual({ origins: [RELATED] });
  expectFailure(await new TestClient(origin).get("/other/webauthn"), 404, "NOT_FOUND");
});
