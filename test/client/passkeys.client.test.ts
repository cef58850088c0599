import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  addPasskey,
  listPasskeys,
  passkeyProof,
  passkeySupport,
  registerWithPasskey,
  removePasskey,
  renamePasskey,
  signInWithPasskey,
} from "../../packages/client/src/passkeys.js";
import { pretendPasskeys } from "../support/client/pretendPasskeys.js";
import { type Scripted, scriptedApi } from "../support/client/scriptedApi.js";
import { createSharedStorage } from "../support/client/sharedStorage.js";

const ADA = { _id: "ada", username: "ada" };
const CREDENTIAL = { id: "passkey-1" };
const PASSKEY = { _id: "hash", name: "Phone" };
const STORED = { accessToken: "access-1", refreshToken: "refresh-1", accessExpiresAt: null, pendingKey: null };
const TOKENS = { accessToken: "access-2", refreshToken: "refresh-2" };
const MINUTE = 60_000;

/** Each challenge has a flow of its own: flow-1, flow-2, … */
function aServer(special: Readonly<Record<string, Scripted>> = {}) {
  let flows = 0;
  const server = scriptedApi((line) => {
    if (special[line]) return special[line];
    if (line.endsWith("/options")) return { data: { flow: `flow-${++flows}`, options: { rp: { id: "example.com" } } } };
    if (line === "GET /users/passkeys") return { data: [PASSKEY] };
    if (line.startsWith("PATCH")) return { data: PASSKEY };
    if (line === "POST /users/passkeys") {
      return { data: { passkey: PASSKEY, recoveryCodes: ["01ABC-DEFGH"], ...TOKENS } };
    }
    return { data: line.startsWith("DELETE") ? TOKENS : { user: ADA, ...TOKENS } };
  });
  const storage = createSharedStorage(STORED);
  const client = server.aClient({ storage });
  onTestFinished(client.close);
  return { server, storage, client };
}

describe("signing in with a passkey", () => {
  test("asks the server for a challenge, the user for a passkey, and keeps the session", async () => {
    const browser = pretendPasskeys();
    const { server, client, storage } = aServer();

    const signIn = signInWithPasskey(client, { rememberMe: false });
    (await browser.nth(1)).choose();

    expect(await signIn).toEqual(ADA);
    expect(server.seen).toEqual([
      { line: "POST /auth/passkeys/options", body: {} },
      { line: "POST /auth/passkeys/login", body: { flow: "flow-1", credential: CREDENTIAL, rememberMe: false } },
    ]);
    expect(browser.ceremonies.map(({ kind, mediation }) => [kind, mediation])).toEqual([["get", "optional"]]);
    expect(storage.now()).toMatchObject(TOKENS);
    expect(client.state).toEqual({ status: "signed-in", user: ADA });
  });

  test.each([
    ["NotAllowedError", "PASSKEY_CANCELED"],
    ["SecurityError", "PASSKEYS_UNAVAILABLE"],
    ["InvalidStateError", "PASSKEY_EXISTS"],
  ])("gives %s of the browser the code %s, and signs nobody out", async (name, code) => {
    const browser = pretendPasskeys();
    const { client, storage } = aServer();

    const signIn = signInWithPasskey(client);
    (await browser.nth(1)).fail(name);

    await expect(signIn).rejects.toMatchObject({ name: "LatchkeyError", code, status: 0 });
    expect(storage.now()).toEqual(STORED);
  });

  test("is ended by its signal", async () => {
    const browser = pretendPasskeys();
    const { client } = aServer();
    const leaving = new AbortController();

    const signIn = signInWithPasskey(client, { signal: leaving.signal });
    await browser.nth(1);
    leaving.abort();

    await expect(signIn).rejects.toMatchObject({ code: "PASSKEY_CANCELED" });
  });

  test("of a second click ends the first, since a browser has one ceremony at a time", async () => {
    const browser = pretendPasskeys();
    const { client } = aServer();

    const first = signInWithPasskey(client).catch((error: unknown) => error);
    await browser.nth(1);
    const second = signInWithPasskey(client);
    (await browser.nth(2)).choose();

    expect(await second).toEqual(ADA);
    expect(await first).toMatchObject({ code: "PASSKEY_CANCELED" });
  });
});

describe("the autofill", () => {
  test("waits while a button is used, and begins again with a new challenge", async () => {
    const browser = pretendPasskeys();
    const { client, server } = aServer();
    const offered = signInWithPasskey(client, { autofill: true });
    await browser.nth(1);

    const pressed = signInWithPasskey(client).catch((error: unknown) => error);
    (await browser.nth(2)).fail("NotAllowedError");
    expect(await pressed).toMatchObject({ code: "PASSKEY_CANCELED" });
    (await browser.nth(3)).choose();

    expect(await offered).toEqual(ADA);
    expect(browser.ceremonies.map(({ mediation }) => mediation)).toEqual(["conditional", "optional", "conditional"]);
    expect(server.seen.at(-1)?.body).toMatchObject({ flow: "flow-3" });
  });

  test("ends when somebody has signed in by the button", async () => {
    const browser = pretendPasskeys();
    const { client } = aServer();
    const offered = signInWithPasskey(client, { autofill: true }).catch((error: unknown) => error);
    await browser.nth(1);

    const pressed = signInWithPasskey(client);
    (await browser.nth(2)).choose();
    await pressed;

    expect(await offered).toMatchObject({ code: "PASSKEY_CANCELED" });
    expect(browser.isBusy()).toBe(false);
  });

  test("begins again before its challenge expires", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const browser = pretendPasskeys();
    const { client, server } = aServer();
    const offered = signInWithPasskey(client, { autofill: true });

    await vi.advanceTimersByTimeAsync(9 * MINUTE);

    expect(browser.ceremonies.map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
    browser.ceremonies[2]?.choose();
    expect(await offered).toEqual(ADA);
    expect(server.seen.at(-1)?.body).toMatchObject({ flow: "flow-3" });
  });

  test("begins again when its challenge has expired on a laptop that slept", async () => {
    const browser = pretendPasskeys();
    const special: Record<string, Scripted> = { "POST /auth/passkeys/login": { status: 400, code: "FLOW_INVALID" } };
    const { client } = aServer(special);
    const offered = signInWithPasskey(client, { autofill: true });

    (await browser.nth(1)).choose();
    const second = await browser.nth(2);
    delete special["POST /auth/passkeys/login"];
    second.choose();

    expect(await offered).toEqual(ADA);
  });

  test("ends with the refusal of a passkey that the server does not know", async () => {
    const browser = pretendPasskeys();
    const { client } = aServer({ "POST /auth/passkeys/login": { status: 401, code: "PASSKEY_INVALID" } });
    const offered = signInWithPasskey(client, { autofill: true });

    (await browser.nth(1)).choose();

    await expect(offered).rejects.toMatchObject({ code: "PASSKEY_INVALID" });
    expect(client.state.status).toBe("unknown");
  });

  test("ends with its signal, for good", async () => {
    const browser = pretendPasskeys();
    const { client } = aServer();
    const leaving = new AbortController();
    const offered = signInWithPasskey(client, { autofill: true, signal: leaving.signal });
    await browser.nth(1);

    leaving.abort();

    await expect(offered).rejects.toMatchObject({ code: "PASSKEY_CANCELED" });
    expect(browser.ceremonies.length).toBe(1);
  });
});

test("a proof continues the flow of a challenge, and completes the sign-in", async () => {
  const browser = pretendPasskeys();
  const { client, server } = aServer();

  const asked = passkeyProof(client, { flow: "sealed" });
  (await browser.nth(1)).choose();
  const proof = await asked;
  await client.secondFactor({ ...proof, rememberMe: true });

  expect(server.seen).toEqual([
    { line: "POST /auth/passkeys/options", body: { flow: "sealed" } },
    { line: "POST /auth/second-factor", body: { flow: "flow-1", credential: CREDENTIAL, rememberMe: true } },
  ]);
});

test("an account is registered with a passkey alone, and signed in", async () => {
  const browser = pretendPasskeys();
  const { client, server, storage } = aServer();
  const registration = { username: "ada", fullName: "Ada Lovelace", email: "ada@example.com" };

  const registering = registerWithPasskey(client, registration);
  (await browser.nth(1)).choose();

  expect(await registering).toMatchObject({ user: ADA });
  expect(server.seen.map(({ body }) => body)).toEqual([registration, { flow: "flow-1", credential: CREDENTIAL }]);
  expect(storage.now()).toMatchObject(TOKENS);
});

test("passkeys are added, listed, renamed and removed, and the tokens of the answers are kept", async () => {
  const browser = pretendPasskeys();
  const { client, server, storage } = aServer();

  const adding = addPasskey(client, { password: "correct horse battery" });
  (await browser.nth(1)).choose();
  expect(await adding).toEqual({ passkey: PASSKEY, recoveryCodes: ["01ABC-DEFGH"] });
  expect(storage.now()).toMatchObject(TOKENS);
  expect(await listPasskeys(client)).toEqual([PASSKEY]);
  expect(await renamePasskey(client, "a/b", "Phone")).toEqual(PASSKEY);
  await removePasskey(client, "a/b", { password: "correct horse battery" });

  expect(server.seen.slice(2).map(({ line, body }) => [line, body])).toEqual([
    ["GET /users/passkeys", null],
    ["PATCH /users/passkeys/a%2Fb", { name: "Phone" }],
    ["DELETE /users/passkeys/a%2Fb", { password: "correct horse battery" }],
  ]);
  expect(browser.ceremonies.map(({ kind }) => kind)).toEqual(["create"]);
});

describe("a passkey that was made and that the server did not take", () => {
  test.each([
    [409, "USER_EXISTS", ["passkey-1 of example.com"]],
    [400, "FLOW_INVALID", ["passkey-1 of example.com"]],
    // The server has it.
    [403, "EMAIL_NOT_VERIFIED", []],
    // It may have it.
    [503, "STORE_UNAVAILABLE", []],
  ])("after %i %s the password manager forgets %j", async (status, code, forgotten) => {
    const browser = pretendPasskeys();
    const { client } = aServer({ "POST /auth/register/passkey": { status, code } });

    const registering = registerWithPasskey(client, {
      username: "ada",
      fullName: "Ada",
      email: "ada@example.com",
    });
    (await browser.nth(1)).choose();

    await expect(registering).rejects.toMatchObject({ code });
    expect(browser.unknown).toEqual(forgotten);
  });
});

describe("a browser without what passkeys need", () => {
  test.each([
    ["sign in", (client: never) => signInWithPasskey(client)],
    ["sign in by autofill", (client: never) => signInWithPasskey(client, { autofill: true })],
    [
      "register",
      (client: never) => registerWithPasskey(client, { username: "ada", fullName: "Ada", email: "ada@example.com" }),
    ],
    ["add one", (client: never) => addPasskey(client)],
    ["prove", (client: never) => passkeyProof(client)],
  ])("says so when somebody wants to %s, before the server is asked", async (_name, use) => {
    const { client, server } = aServer();

    await expect(use(client as never)).rejects.toMatchObject({ code: "PASSKEYS_UNAVAILABLE", status: 0 });

    expect(server.seen).toEqual([]);
  });

  test("is known beforehand", async () => {
    expect(await passkeySupport()).toEqual({ passkeys: false, autofill: false });
    pretendPasskeys();
    expect(await passkeySupport()).toEqual({ passkeys: true, autofill: true });
    // A browser of 2022.
    vi.stubGlobal("PublicKeyCredential", {});
    expect(await passkeySupport()).toEqual({ passkeys: false, autofill: false });
  });
});
