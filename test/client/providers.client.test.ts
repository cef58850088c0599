import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  finishProviderSignIn,
  identities,
  linkIdentity,
  linkWith,
  listProviders,
  registerWithProvider,
  signInWith,
  unlinkIdentity,
} from "../../packages/client/src/providers.js";
import { type Scripted, scriptedApi } from "../support/client/scriptedApi.js";
import { createSharedStorage } from "../support/client/sharedStorage.js";

const ADA = { _id: "ada", username: "ada" };
const GOOGLE = { name: "google", label: "Google" };
const IDENTITY = { _id: "hash", provider: "google", email: "ada@example.com", createdAt: 1, lastUsedAt: null };
const SUGGESTION = { username: null, fullName: "Ada Lovelace", email: "ada@example.com" };
const CHALLENGE = { flow: "sealed", methods: ["totp"], expiresAt: 1 };
const STORED = { accessToken: "access-1", refreshToken: "refresh-1", accessExpiresAt: null, pendingKey: null };
const TOKENS = { accessToken: "access-2", refreshToken: "refresh-2" };
const FINISH = "POST /auth/providers/finish";
const REGISTER = "POST /auth/providers/register";
const FRAGMENT = "#code=4%2F0AX&state=kPq0&provider=google";

function aServer(answers: Readonly<Record<string, Scripted>> = {}) {
  const signedIn = { data: { user: ADA, ...TOKENS, returnTo: "/orders" } };
  const server = scriptedApi((line) => {
    const answer = answers[line];
    if (answer) return answer;
    if (line === "GET /auth/providers") return { data: [GOOGLE] };
    if (line === "GET /users/identities") return { data: [IDENTITY] };
    if (line === "POST /users/identities") return { data: IDENTITY };
    if (line.endsWith("/start")) return { data: { url: "https://accounts.example.com/authorize?state=kPq0" } };
    return line.startsWith("DELETE") ? { data: null } : signedIn;
  });
  const storage = createSharedStorage(STORED);
  const client = server.aClient({ storage });
  onTestFinished(client.close);
  return { server, storage, client };
}

describe("beginning", () => {
  test.each([
    ["sign-in", signInWith],
    ["link", linkWith],
  ])("to %s leaves the page for the address that the server gives", async (purpose, begin) => {
    const assign = vi.fn();
    vi.stubGlobal("location", { assign });
    onTestFinished(() => void vi.unstubAllGlobals());
    const { server, client } = aServer();

    await begin(client, "a/b", { returnTo: "/orders" });

    expect(server.seen).toEqual([{ line: "POST /auth/providers/a%2Fb/start", body: { purpose, returnTo: "/orders" } }]);
    expect(assign.mock.calls).toEqual([["https://accounts.example.com/authorize?state=kPq0"]]);
  });

  test("stays on the page when the provider cannot be reached", async () => {
    const assign = vi.fn();
    vi.stubGlobal("location", { assign });
    onTestFinished(() => void vi.unstubAllGlobals());
    const { client } = aServer({ "POST /auth/providers/google/start": { status: 503, code: "PROVIDER_UNAVAILABLE" } });

    await expect(signInWith(client, "google")).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
    expect(assign).not.toHaveBeenCalled();
  });
});

describe("finishing", () => {
  test("sends what is behind the #, keeps the session, and says where to go", async () => {
    const { server, client, storage } = aServer();

    const outcome = await finishProviderSignIn(client, FRAGMENT, { rememberMe: false });

    expect(outcome).toEqual({ kind: "signed-in", user: ADA, returnTo: "/orders" });
    const params = { code: "4/0AX", state: "kPq0", provider: "google" };
    expect(server.seen).toEqual([{ line: FINISH, body: { params, rememberMe: false } }]);
    expect(storage.now()).toMatchObject(TOKENS);
    expect(client.state).toEqual({ status: "signed-in", user: ADA });
  });

  test("a link leaves the session and its tokens as they are", async () => {
    const { client, storage } = aServer({ [FINISH]: { data: { user: ADA, identity: IDENTITY, returnTo: null } } });

    const outcome = await finishProviderSignIn(client, FRAGMENT);

    expect(outcome).toEqual({ kind: "linked", identity: IDENTITY, returnTo: null });
    expect(storage.now()).toEqual(STORED);
  });

  test.each<[Scripted, object]>([
    [
      { status: 401, code: "SECOND_FACTOR_REQUIRED", challenge: CHALLENGE, returnTo: "/orders" },
      { kind: "challenge", challenge: { ...CHALLENGE, code: "SECOND_FACTOR_REQUIRED" }, returnTo: "/orders" },
    ],
    [
      { status: 409, code: "REGISTRATION_NEEDED", flow: "sealed", suggestion: SUGGESTION },
      { kind: "registration-needed", flow: "sealed", suggestion: SUGGESTION, returnTo: null },
    ],
    [
      { status: 409, code: "IDENTITY_NOT_LINKED", flow: "sealed", returnTo: "/orders" },
      { kind: "not-linked", flow: "sealed", returnTo: "/orders" },
    ],
  ])("%j has a next step, and signs nobody in or out", async (answer, outcome) => {
    const { client, storage } = aServer({ [FINISH]: answer });

    expect(await finishProviderSignIn(client, FRAGMENT)).toEqual(outcome);
    expect(storage.now()).toEqual(STORED);
    expect(client.state.status).toBe("unknown");
  });

  test.each([
    [400, "PROVIDER_REFUSED"],
    [400, "FLOW_INVALID"],
    [409, "IDENTITY_TAKEN"],
    [503, "PROVIDER_UNAVAILABLE"],
  ])("rejects with %i %s, which is no outcome", async (status, code) => {
    const { client, storage } = aServer({ [FINISH]: { status, code } });

    await expect(finishProviderSignIn(client, FRAGMENT)).rejects.toMatchObject({ name: "LatchkeyError", code });
    expect(storage.now()).toEqual(STORED);
  });
});

describe("registering", () => {
  test("sends what the user has entered, and keeps the session", async () => {
    const { server, client, storage } = aServer();

    const outcome = await registerWithProvider(client, { flow: "sealed", username: "ada" });

    expect(outcome).toEqual({ kind: "signed-in", user: ADA, returnTo: "/orders" });
    expect(server.seen).toEqual([{ line: REGISTER, body: { flow: "sealed", username: "ada" } }]);
    expect(storage.now()).toMatchObject(TOKENS);
  });

  test("a factor that policy asks for is an outcome", async () => {
    const { client } = aServer({ [REGISTER]: { status: 403, code: "ENROLMENT_REQUIRED", challenge: CHALLENGE } });

    expect(await registerWithProvider(client, { flow: "sealed" })).toMatchObject({
      kind: "challenge",
      challenge: { code: "ENROLMENT_REQUIRED" },
    });
  });

  test("a name that is taken rejects, with the field", async () => {
    const errors = [{ path: "username", message: "Taken." }];
    const { client } = aServer({ [REGISTER]: { status: 409, code: "USER_EXISTS", errors } });

    await expect(registerWithProvider(client, { flow: "sealed" })).rejects.toMatchObject({
      code: "USER_EXISTS",
      errors,
    });
  });
});

test("providers and identities are listed, and identities are linked and unlinked", async () => {
  const { server, client } = aServer();

  expect(await listProviders(client)).toEqual([GOOGLE]);
  expect(await identities(client)).toEqual([IDENTITY]);
  expect(await linkIdentity(client, "sealed", { password: "correct horse battery" })).toEqual(IDENTITY);
  await unlinkIdentity(client, "a/b", { password: "correct horse battery" });

  expect(server.seen.slice(2)).toEqual([
    { line: "POST /users/identities", body: { flow: "sealed", password: "correct horse battery" } },
    { line: "DELETE /users/identities/a%2Fb", body: { password: "correct horse battery" } },
  ]);
});
