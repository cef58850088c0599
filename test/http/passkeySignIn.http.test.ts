import { describe, expect, test } from "vitest";
import { userHandleOf } from "../../src/services/factors/ceremony.js";
import { newId } from "../../src/utils/ids.js";
import { changeAccount, claimsOf, eventsOf, refusalOfAccess } from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { TestClient } from "../support/http/TestClient.js";
import { MINUTE } from "../support/ManualClock.js";
import { race } from "../support/race.js";
import { addPasskey, aPasskeyOwner, aProof, passkeySignIn } from "../support/webauthn/passkeys.js";
import { SoftwareAuthenticator, type Switches } from "../support/webauthn/SoftwareAuthenticator.js";

const LOGIN = "/auth/passkeys/login";

describeOnEveryStore("signing in with a passkey", (servers) => {
  const server = servers.shared();
  const aClient = (browser = false) => new TestClient(server().api, { browser });

  test("needs no username, opens a session of level 2, and says so in the token", async () => {
    const { user, authenticator, passkey } = await aPasskeyOwner(server());
    const client = aClient();
    const { status, body } = await passkeySignIn(client, authenticator);
    expect(status).toBe(200);
    expect(body.data.user._id).toBe(user._id);
    expect(claimsOf(body.data.accessToken)).toMatchObject({ amr: ["hwk", "user", "mfa"], acr: "aal2" });
    const sessionId = String(claimsOf(body.data.accessToken)["sid"]);
    const session = await server().store.sessions.get(sessionId);
    const now = server().clock.now();
    expect(session?.methods).toEqual([{ method: "passkey", at: now, userVerified: true }]);
    expect(await server().store.passkeys.get(passkey._id)).toEqual({
      ...passkey,
      counter: 1,
      lastUsedAt: now,
      version: 1,
    });
    expect((await eventsOf(server(), user._id)).map(({ name }) => name)).toEqual(["signed_in"]);
  });

  test("a browser gets cookies alone, with those of a known device", async () => {
    const { authenticator } = await aPasskeyOwner(server());
    const client = aClient(true);
    const { body } = await passkeySignIn(client, authenticator);
    expect(Object.keys(body.data)).toEqual(["user"]);
    expect([...client.cookies.keys()].sort()).toEqual(["accessToken", "deviceToken", "refreshToken"]);
  });

  test("the options name no passkey and nobody, write nothing, and differ each time", async () => {
    const [first, second] = [
      await aClient().post("/auth/passkeys/options", {}),
      await aClient().post("/auth/passkeys/options"),
    ];
    await server().quiet();
    const third = await aClient().post("/auth/passkeys/options", {});
    await server().container.background.drain();
    expect(server().probe.writes).toEqual([]);
    expect(third.body.data).toEqual({
      flow: expect.any(String),
      options: {
        challenge: expect.stringMatching(/^[\w-]{43}$/),
        rpId: "localhost",
        timeout: 300_000,
        userVerification: "required",
      },
    });
    const challenges = [first, second, third].map(({ body }) => JSON.stringify(body.data));
    expect(new Set(challenges).size).toBe(3);
  });

  test.each(["ES256", "EdDSA", "RS256"] as const)("works with %s, synced or not", async (algorithm) => {
    for (const synced of [false, true]) {
      const authenticator = new SoftwareAuthenticator({ algorithm, synced });
      await aPasskeyOwner(server(), { authenticator });
      expect((await passkeySignIn(aClient(), authenticator)).status).toBe(200);
      expect((await passkeySignIn(aClient(), authenticator)).status).toBe(200);
    }
  });

  describe("is 401 PASSKEY_INVALID, and opens nothing, with", () => {
    test.each<[string, Switches]>([
      ["another origin", { origin: "https://evil.example" }],
      ["another domain", { rpId: "evil.example" }],
      ["another challenge", { challenge: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" }],
      ["its user not verified", { userVerified: false }],
      ["its user not there", { userPresent: false }],
      ["a page in another site's page", { crossOrigin: true }],
      ["an answer to a registration", { type: "webauthn.create" }],
      ["a broken signature", { brokenSignature: true }],
      ["another user's handle", { userHandle: userHandleOf(newId(1_800_000_000_001)) }],
      ["no user handle", { userHandle: null }],
      ["an unknown passkey", { credentialId: "AAAA" }],
    ])("%s", async (_what, switches) => {
      const { authenticator, passkey } = await aPasskeyOwner(server());
      expectFailure(await passkeySignIn(aClient(), authenticator, switches), 401, "PASSKEY_INVALID");
      expect(await server().store.passkeys.get(passkey._id)).toEqual(passkey);
      expect((await passkeySignIn(aClient(), authenticator)).status).toBe(200);
    });

    test("another passkey's id over the own signature", async () => {
      const [mine, other] = [await aPasskeyOwner(server()), await aPasskeyOwner(server())];
      const switches = { credentialId: other.passkey.credentialId };
      expectFailure(await passkeySignIn(aClient(), mine.authenticator, switches), 401, "PASSKEY_INVALID");
      const handle = { ...switches, userHandle: userHandleOf(other.user._id) };
      expectFailure(await passkeySignIn(aClient(), mine.authenticator, handle), 401, "PASSKEY_INVALID");
    });

    test("a passkey whose user was never stored", async () => {
      const { user, authenticator } = await aPasskeyOwner(server());
      await server().store.users.delete(user._id);
      expectFailure(await passkeySignIn(aClient(), authenticator), 401, "PASSKEY_INVALID");
    });
  });

  test("a proof works once, and the copy ends nothing", async () => {
    for (const authenticator of [new SoftwareAuthenticator(), new SoftwareAuthenticator({ synced: true })]) {
      await aPasskeyOwner(server(), { authenticator });
      const proof = await aProof(aClient(), authenticator);
      const { body } = await aClient().post(LOGIN, proof);
      expectFailure(await aClient().post(LOGIN, proof), 401, "PASSKEY_INVALID");
      expect(await refusalOfAccess(server(), body.data.accessToken)).toBeNull();
    }
  });

  test.each([true, false])("of fifty copies of one proof at once one signs in (synced: %s)", async (synced) => {
    const authenticator = new SoftwareAuthenticator({ synced });
    const { user } = await aPasskeyOwner(server(), { authenticator });
    const proof = await aProof(aClient(), authenticator);
    const answers = await race(() => aClient().post(LOGIN, proof));
    const codes = answers.map(({ body }) => body.code ?? "signed in");
    expect(codes.filter((code) => code === "signed in")).toHaveLength(1);
    expect(new Set(codes)).toEqual(new Set(["signed in", "PASSKEY_INVALID"]));
    const all = await server().store.sessions.listAllByUser({ userId: user._id, before: null, limit: 100 });
    expect(all).toHaveLength(1);
  });

  test("a flow lives five minutes, and is of this purpose", async () => {
    const { authenticator } = await aPasskeyOwner(server());
    const proof = await aProof(aClient(), authenticator);
    server().clock.advance(5 * MINUTE);
    expectFailure(await aClient().post(LOGIN, proof), 400, "FLOW_INVALID");
    expectFailure(await aClient().post(LOGIN, { ...proof, flow: "x" }), 400, "FLOW_INVALID");
    expectFailure(await aClient().post("/auth/passkeys/options", { flow: proof.flow }), 400, "FLOW_INVALID");
  });

  test("a copy of a key of one device is refused by its counter, and the owner sees it", async () => {
    const { user, authenticator } = await aPasskeyOwner(server());
    const clone = authenticator.clone();
    for (let use = 0; use < 2; use += 1) expect((await passkeySignIn(aClient(), authenticator)).status).toBe(200);
    expectFailure(await passkeySignIn(aClient(), clone), 401, "PASSKEY_INVALID");
    const [event] = await eventsOf(server(), user._id);
    expect(event).toMatchObject({ name: "passkey_refused", detail: { name: "Phone" } });
  });

  test("each device of a synced passkey may count for itself: it is noted, and no copy of a proof works", async () => {
    const authenticator = new SoftwareAuthenticator({ synced: true, counts: true });
    const { user, passkey } = await aPasskeyOwner(server(), { authenticator });
    const other = authenticator.clone();
    const proofs = [await aProof(aClient(), authenticator), await aProof(aClient(), authenticator)];
    proofs.push(await aProof(aClient(), other));
    for (const proof of proofs) expect((await aClient().post(LOGIN, proof)).status).toBe(200);
    for (const proof of proofs) expectFailure(await aClient().post(LOGIN, proof), 401, "PASSKEY_INVALID");
    expect(await server().store.passkeys.get(passkey._id)).toMatchObject({ counter: 2 });
    expect((await eventsOf(server(), user._id)).map(({ name }) => name)).toContain("passkey_counter_fell");
  });

  test("more proofs within the life of a flow than are remembered wait: 429 with Retry-After", async () => {
    const authenticator = new SoftwareAuthenticator({ synced: true });
    await aPasskeyOwner(server(), { authenticator });
    for (let use = 0; use < 16; use += 1) expect((await passkeySignIn(aClient(), authenticator)).status).toBe(200);
    const response = await passkeySignIn(aClient(), authenticator);
    expectFailure(response, 429, "RATE_LIMITED");
    const seconds = Number(response.headers.get("retry-after"));
    expect(seconds).toBeGreaterThan(0);
    server().clock.advance(seconds * 1000);
    expect((await passkeySignIn(aClient(), authenticator)).status).toBe(200);
  });

  test("a key that counts is never slowed down", async () => {
    const { authenticator } = await aPasskeyOwner(server());
    for (let use = 0; use < 20; use += 1) expect((await passkeySignIn(aClient(), authenticator)).status).toBe(200);
  });

  test("a disabled account is 403", async () => {
    const { user, authenticator } = await aPasskeyOwner(server());
    await changeAccount(server(), user._id, { disabledAt: server().clock.now() });
    expectFailure(await passkeySignIn(aClient(), authenticator), 403, "ACCOUNT_DISABLED");
  });

  test("replaces the session of the browser", async () => {
    const { user, authenticator } = await aPasskeyOwner(server());
    const client = aClient(true);
    await passkeySignIn(client, authenticator);
    await passkeySignIn(client, authenticator);
    const sessions = await server().store.sessions.listAllByUser({ userId: user._id, before: null, limit: 10 });
    expect(new Set(sessions.map(({ revokeReason }) => revokeReason))).toEqual(new Set([null, "replaced"]));
  });

  test("a body that is none names its fields", async () => {
    expectInvalidFields(await aClient().post(LOGIN, {}), "flow", "credential");
    expectInvalidFields(
      await aClient().post(LOGIN, { flow: "x", credential: { id: "A B" } }),
      ...["credential.id", "credential.rawId", "credential.type", "credential.response"],
    );
  });

  test("a second passkey of the user signs in as well", async () => {
    const { user } = await aPasskeyOwner(server());
    const authenticator = new SoftwareAuthenticator({ synced: true });
    await addPasskey(server(), user, authenticator);
    expect((await passkeySignIn(aClient(), authenticator)).body.data.user._id).toBe(user._id);
  });
});

describeOnEveryStore("related origins", (servers) => {
  const server = servers.shared({
    passkeyOrigins: ["https://app.example.com", `android:apk-key-hash:${"A".repeat(43)}`],
  });

  test("may use the passkeys, and browsers find the list", async () => {
    const { authenticator } = await aPasskeyOwner(server());
    const client = new TestClient(server().api);
    expect((await passkeySignIn(client, authenticator, { origin: "https://app.example.com" })).status).toBe(200);
    expectFailure(
      await passkeySignIn(client, authenticator, { origin: "https://other.example.com" }),
      401,
      "PASSKEY_INVALID",
    );
    const response = await fetch(`${server().origin}/.well-known/webauthn`);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({ origins: ["https://app.example.com"] });
  });
});
