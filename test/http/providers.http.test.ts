import { expect, test } from "vitest";
import { changeAccount, eventsOf, tokensOf } from "../support/http/accounts.js";
import { describeOnEveryStore, describeOnOneStore } from "../support/http/everyStore.js";
import { expectFailure, expectFailureBody, expectInvalidFields } from "../support/http/expectFailure.js";
import {
  answerOf,
  aProviderUser,
  begin,
  dataOf,
  expectSpent,
  linked,
  nextOf,
  somebody,
  somebodyVerified,
  storedIdentity,
  throughProvider,
} from "../support/http/providers.js";
import { rawRequest } from "../support/http/rawRequest.js";
import { aTotpUser, aVerifiedAccount, aVerifiedSession } from "../support/http/secondFactors.js";
import { TestClient } from "../support/http/TestClient.js";
import { MINUTE } from "../support/ManualClock.js";

const FINISH = "/auth/providers/finish";
const START = "/auth/providers/example/start";

describeOnOneStore("GET /auth/providers", (servers) => {
  const server = servers.shared();

  test("lists names and labels, in the order of the settings", async () => {
    const { status, body } = await new TestClient(server().api).get("/auth/providers");
    expect(status).toBe(200);
    expect(body.data).toEqual([
      { name: "example", label: "Example" },
      { name: "other", label: "Other" },
    ]);
  });
});

describeOnOneStore("POST /auth/providers/:name/start", (servers) => {
  const server = servers.shared();
  const aClient = () => new TestClient(server().api);

  test("answers where the browser goes, with random values of its own, and writes nothing", async () => {
    const client = aClient();
    await server().quiet();
    const [first, second] = [await begin(client), await begin(client)];
    expect(first.url).toContain("https://provider.example/authorize?");
    const [one, other] = server().provider.requests.slice(-2);
    for (const name of ["state", "nonce", "codeVerifier"] as const) {
      expect(one?.[name]).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect(one?.[name]).not.toBe(other?.[name]);
    }
    expect(second.state).not.toBe(first.state);
    expect(server().probe.calls).toEqual([]);
  });

  test.each([
    ["http://localhost:3000", "flow-0", []],
    ["https://auth.example.com", "__Host-flow-0", ["Secure"]],
  ] as const)(
    "at %s the cookie is %s: of this site alone, out of reach of scripts, for ten minutes",
    async (publicUrl, name, more) => {
      const own = await servers.own({ publicUrl });
      const { response } = await begin(new TestClient(own.api));
      const [line = "", ...others] = response.setCookies;
      expect(others).toEqual([]);
      const [pair = "", ...attributes] = line.split("; ");
      expect(pair.split("=")[0]).toBe(name);
      const kept = attributes.filter((attribute) => !attribute.startsWith("Expires="));
      expect(kept.toSorted()).toEqual(["HttpOnly", "Max-Age=600", "Path=/", "SameSite=Strict", ...more].toSorted());
    },
  );

  test("the cookie shows neither the state nor the provider", async () => {
    const client = aClient();
    const { state } = await begin(client);
    const sealed = client.cookies.get("flow-0") ?? "";
    const { codeVerifier = "", nonce = "" } = server().provider.requests.at(-1) ?? {};
    for (const text of [sealed, Buffer.from(sealed, "base64url").toString("latin1")]) {
      for (const secret of [state, codeVerifier, nonce, "example"]) expect(text).not.toContain(secret);
    }
  });

  test.each([
    "/",
    "/orders",
    "/a/b?c=d#e",
    "/%C3%A4",
    "http://localhost:3000/orders",
    "https://app.example.com",
    "https://app.example.com/x?y",
  ])("takes returnTo %s, and the last step answers it", async (returnTo) => {
    const own = await servers.own({ corsOrigin: "https://app.example.com" });
    const { client, who } = await aProviderUser(own);
    const response = await throughProvider(own, client, who, { returnTo });
    expect(dataOf(response).returnTo).toBe(returnTo);
  });

  test.each([
    "orders",
    "//evil.example",
    "/\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/a\\b",
    "/..//evil.example",
    "/a/../..//evil.example",
    "/./\u0000",
    "/ä",
    " /orders",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://evil.example",
    "https://app.example.com.evil.example",
    "https://app.example.com@evil.example",
    "https://user@app.example.com",
    "https://app.example.com\\@evil.example",
    "http://app.example.com",
    "//app.example.com",
    `/${"x".repeat(512)}`,
  ])("refuses returnTo %j", async (returnTo) => {
    const own = await servers.own({ corsOrigin: "https://app.example.com" });
    const { response } = await begin(new TestClient(own.api), { returnTo });
    expectInvalidFields(response, "returnTo");
    expect(response.setCookies).toEqual([]);
  });

  test("an unknown provider is 404, another purpose 400, and a provider that is down 503 without a cookie", async () => {
    expectFailure(await aClient().post("/auth/providers/nobody/start", { purpose: "sign-in" }), 404, "NOT_FOUND");
    expectInvalidFields(await aClient().post(START, { purpose: "register" }), "purpose");
    expectInvalidFields(await aClient().post(START, {}), "purpose");
    server().provider.isDown = true;
    const { response } = await begin(aClient());
    server().provider.isDown = false;
    expectFailure(response, 503, "PROVIDER_UNAVAILABLE");
    expect(response.setCookies).toEqual([]);
  });

  test("to link takes a session and the password of the account: a stolen session alone links nothing, however fresh", async () => {
    expectFailure(await aClient().post(START, { purpose: "link" }), 401, "ACCESS_TOKEN_MISSING");
    const { client } = await aVerifiedSession(server());
    const bare = await client.post(START, { purpose: "link" });
    expectInvalidFields(bare, "password");
    expect(bare.setCookies).toEqual([]);
    const guessed = (await begin(client, { purpose: "link", password: "wrong horse battery" })).response;
    expectFailure(guessed, 401, "INVALID_CREDENTIALS");
    expect(guessed.setCookies).toEqual([]);
    expect((await begin(client, { purpose: "link" })).response.status).toBe(200);
  });

  test("to link where there is a factor takes a session that is fresh at its level, too", async () => {
    const { client: withTotp } = await aTotpUser(server());
    expect((await begin(withTotp, { purpose: "link" })).response.status).toBe(200);
    server().clock.advance(11 * MINUTE);
    const stale = (await begin(withTotp, { purpose: "link" })).response;
    expect(stale.headers.get("www-authenticate")).toContain('acr_values="aal2"');
  });
});

describeOnOneStore("the callback of a provider", (servers) => {
  const server = servers.shared();
  const FIELDS = { code: "a code", state: "a state", iss: "https://provider.example", error: "no", user: '{"name":1}' };

  function locationOf(response: Awaited<ReturnType<typeof rawRequest>>): URLSearchParams {
    expect(response.status).toBe(303);
    const location = String(response.headers["location"]);
    expect(location.startsWith("http://localhost:3000/sign-in/continue#")).toBe(true);
    return new URLSearchParams(location.slice(location.indexOf("#") + 1));
  }

  const get = (query: string, headers = {}) =>
    rawRequest(server().origin, { method: "GET", path: `/api/v1/auth/providers/example/callback${query}`, headers });
  const post = (body: string, headers: Record<string, string> = {}) =>
    rawRequest(server().origin, {
      method: "POST",
      path: "/api/v1/auth/providers/example/callback",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        "content-length": String(Buffer.byteLength(body)),
        ...headers,
      },
      body,
    });

  test.each(["query", "form"])("leads on to the page with the answer of a %s behind the #", async (kind) => {
    const text = new URLSearchParams({ ...FIELDS, scope: "openid", provider: "other" }).toString();
    const response = kind === "query" ? await get(`?${text}`) : await post(text);
    expect(Object.fromEntries(locationOf(response))).toEqual({ ...FIELDS, provider: "example" });
    expect(response.headers["cache-control"]).toBe("no-store");
    expect(response.headers["referrer-policy"]).toBe("no-referrer");
    expect(response.headers["set-cookie"]).toBeUndefined();
  });

  test("leads on without an answer, and for a provider that is none", async () => {
    for (const response of [await get(""), await post(""), await post("{}", { "content-type": "application/json" })]) {
      expect(Object.fromEntries(locationOf(response))).toEqual({ provider: "example" });
    }
    const path = "/api/v1/auth/providers/nobody/callback?code=x";
    const unknown = await rawRequest(server().origin, { method: "GET", path });
    expect(Object.fromEntries(locationOf(unknown))).toEqual({ provider: "nobody", code: "x" });
  });

  test.each([
    { origin: "https://appleid.apple.com" },
    { origin: "null" },
    { origin: "https://evil.example", "sec-fetch-site": "cross-site" },
  ])(
    "takes a form of any origin, such as %j, and changes nothing: it asks for nothing and sets no cookie",
    async (headers) => {
      await server().quiet();
      const response = await post("code=x&state=y", headers as never);
      expect(Object.fromEntries(locationOf(response))).toEqual({ provider: "example", code: "x", state: "y" });
      expect(response.headers["set-cookie"]).toBeUndefined();
      expect(server().probe.calls).toEqual([]);
    },
  );

  test("drops what is too long, and refuses a form that is too large", async () => {
    const long = await get(`?code=${"x".repeat(4097)}&state=y`);
    expect(Object.fromEntries(locationOf(long))).toEqual({ provider: "example", state: "y" });
    expect((await post(`code=${"x".repeat(20_000)}`)).status).toBe(413);
  });

  test("adds no header by what it was sent, and cannot leave the page", async () => {
    const response = await get("?code=%0d%0aset-cookie:%20a=b&state=%23%2f%2fevil.example&iss=https://evil.example");
    expect(response.headers["set-cookie"]).toBeUndefined();
    expect(locationOf(response).get("code")).toBe("\r\nset-cookie: a=b");
  });

  test("is not logged with its answer", async () => {
    await get("?code=a-secret-code&state=a-secret-state");
    await server().container.background.drain();
    expect(server().log.join("")).not.toContain("a-secret");
  });
});

describeOnEveryStore("POST /auth/providers/finish", (servers) => {
  const server = servers.shared();
  const aClient = (browser = false) => new TestClient(server().api, { browser });

  test("signs in the owner of the identity as a password does, and says how in the audit log", async () => {
    const { who, userId } = await aProviderUser(server());
    const client = aClient(true);
    server().clock.advance(MINUTE);
    const response = await throughProvider(server(), client, who);
    expect(response.status).toBe(200);
    expect(dataOf(response)).toMatchObject({ user: { _id: userId }, returnTo: null });
    expect(response.body.data.accessToken).toBeUndefined();
    expect((await client.get("/users/profile")).status).toBe(200);
    expect(client.cookies.has("deviceToken")).toBe(true);
    const [signedIn] = await eventsOf(server(), userId);
    expect(signedIn).toMatchObject({ name: "signed_in", detail: { method: "provider:example" } });
    const session = await server().store.sessions.get(tokensOf(client).sessionId);
    const at = server().clock.now();
    expect(session?.methods).toEqual([{ method: "provider:example", at, userVerified: false }]);
    expect((await storedIdentity(server(), who))?.lastUsedAt).toBe(at);
  });

  test("follows a new address of the provider, and finds the account all the same", async () => {
    const { who, userId } = await aProviderUser(server());
    const moved = somebodyVerified({ subject: who.subject });
    const response = await throughProvider(server(), aClient(), moved);
    expect(dataOf(response).user._id).toBe(userId);
    expect(await storedIdentity(server(), who)).toMatchObject({ email: moved.email, emailVerified: true });
    expect((await server().store.users.byId(userId))?.email).toBe(who.email);
  });

  test("an identity of nobody is 409 REGISTRATION_NEEDED, with what can be used of what the provider says", async () => {
    const who = somebody({ username: "not a username", fullName: " Grace ", email: "Grace@Example.com" });
    const response = await throughProvider(server(), aClient(), who, { returnTo: "/orders" });
    expectSpent(response, 409, "REGISTRATION_NEEDED");
    const { flow, suggestion, returnTo } = nextOf(response);
    expect([typeof flow, returnTo]).toEqual(["string", "/orders"]);
    expect(suggestion).toEqual({ username: null, fullName: "Grace", email: "grace@example.com" });
  });

  test("the verified address of an account is 409 IDENTITY_NOT_LINKED: it is neither linked nor signed in to", async () => {
    const user = await aVerifiedAccount(server());
    const who = somebodyVerified({ email: user.email.toUpperCase() });
    const client = aClient();
    await server().quiet();
    const response = await throughProvider(server(), client, who, { returnTo: "/orders" });
    expectSpent(response, 409, "IDENTITY_NOT_LINKED");
    expect(nextOf(response)).toMatchObject({ flow: expect.any(String), returnTo: "/orders" });
    expect(nextOf(response).suggestion).toBeUndefined();
    expect(await storedIdentity(server(), who)).toBeNull();
    expect(server().probe.writes).toEqual([]);
    expect(client.cookies.has("accessToken")).toBe(false);
  });

  test("two providers that say one address are two identities: the second one is not let in by the address", async () => {
    const who = somebodyVerified();
    const { userId } = await aProviderUser(server(), who);
    const elsewhere = { ...who, issuer: "https://other.example" };
    expectSpent(await throughProvider(server(), aClient(), elsewhere, { name: "other" }), 409, "IDENTITY_NOT_LINKED");
    const said = { ...elsewhere, emailVerified: false };
    expectSpent(await throughProvider(server(), aClient(), said, { name: "other" }), 409, "REGISTRATION_NEEDED");
    expect(await server().store.identities.listByUser(userId)).toHaveLength(1);
    expect(dataOf(await throughProvider(server(), aClient(), who)).user._id).toBe(userId);
  });

  test("an address that changes hands at the provider takes no account along: the account is the subject's", async () => {
    const before = somebodyVerified();
    const { userId } = await aProviderUser(server(), before);
    const heir = somebodyVerified({ email: before.email });
    expectSpent(await throughProvider(server(), aClient(), heir), 409, "IDENTITY_NOT_LINKED");
    const renamed = { ...before, email: `new.${before.email}` };
    expect(dataOf(await throughProvider(server(), aClient(), renamed)).user._id).toBe(userId);
  });

  test("who else is signed in in this browser gets no identity, and is signed out by the sign-in of another", async () => {
    const { client, sessionId, user } = await aVerifiedSession(server());
    const stranger = somebody();
    expectSpent(await throughProvider(server(), client, stranger), 409, "REGISTRATION_NEEDED");
    expect(await server().store.identities.listByUser(user._id)).toEqual([]);
    expect((await client.get("/users/profile")).body.data._id).toBe(user._id);
    const { who, userId } = await aProviderUser(server());
    expect(dataOf(await throughProvider(server(), client, who)).user._id).toBe(userId);
    expect((await server().store.sessions.get(sessionId))?.revokeReason).toBe("replaced");
  });

  test("a disabled owner is 403, nothing of the identity changes, and the refusal is in the audit log", async () => {
    const { who, userId } = await aProviderUser(server());
    const before = await storedIdentity(server(), who);
    await changeAccount(server(), userId, { disabledAt: 1 });
    server().clock.advance(MINUTE);
    expectSpent(await throughProvider(server(), aClient(), who), 403, "ACCOUNT_DISABLED");
    expect(await storedIdentity(server(), who)).toEqual(before);
    const [refused] = await eventsOf(server(), userId);
    expect(refused).toMatchObject({ name: "sign_in_failed", detail: { code: "ACCOUNT_DISABLED" } });
  });

  test("the identity of an account that is gone is nobody's", async () => {
    const { who, userId } = await aProviderUser(server());
    await server().store.users.delete(userId);
    expectSpent(await throughProvider(server(), aClient(), who), 409, "REGISTRATION_NEEDED");
  });

  test("rememberMe: false makes cookies that end with the browser", async () => {
    const { who } = await aProviderUser(server());
    const client = aClient(true);
    const params = answerOf(server(), who, await begin(client));
    const { setCookies } = await client.post(FINISH, { params, rememberMe: false });
    const line = setCookies.find((one) => one.startsWith("refreshToken="));
    expect(line).not.toContain("Max-Age");
  });
});

describeOnEveryStore("the flow of an exchange with a provider", (servers) => {
  const server = servers.shared();
  const aClient = () => new TestClient(server().api, { browser: true });

  /** Not one answer of it may have gone out. */
  async function expectUnasked(send: () => Promise<unknown>): Promise<void> {
    const before = server().provider.redeemed.length + server().otherProvider.redeemed.length;
    await send();
    expect(server().provider.redeemed.length + server().otherProvider.redeemed.length).toBe(before);
  }

  test("five tabs finish in any order, each with its own answer", async () => {
    const { who } = await aProviderUser(server());
    const client = aClient();
    const tabs: string[] = [];
    for (const _ of [1, 2, 3, 4, 5]) tabs.push((await begin(client, { returnTo: `/${tabs.length}` })).state);
    expect([...client.cookies.keys()].sort()).toEqual(["flow-0", "flow-1", "flow-2", "flow-3", "flow-4"]);
    for (const index of [3, 0, 4, 1, 2]) {
      const response = await client.post(FINISH, { params: answerOf(server(), who, { state: tabs[index] ?? "" }) });
      expect(dataOf(response).returnTo).toBe(`/${index}`);
      expect(client.cookies.has(`flow-${index}`)).toBe(false);
    }
  });

  test("a sixth start takes the place of the oldest, and the others stay", async () => {
    const { who } = await aProviderUser(server());
    const client = aClient();
    const tabs: string[] = [];
    for (const _ of [1, 2, 3, 4, 5, 6]) {
      tabs.push((await begin(client)).state);
      server().clock.advance(1000);
    }
    const finish = (state = "") => client.post(FINISH, { params: answerOf(server(), who, { state }) });
    expectFailure(await finish(tabs[0]), 400, "FLOW_INVALID");
    for (const state of tabs.slice(1)) expect((await finish(state)).status).toBe(200);
  });

  test("a place whose exchange is over or not ours is taken first", async () => {
    const client = aClient();
    await begin(client);
    client.cookies.set("flow-1", "planted");
    await begin(client);
    client.cookies.delete("flow-2");
    await begin(client);
    expect([...client.cookies.keys()].sort()).toEqual(["flow-0", "flow-1", "flow-2"].slice(0, client.cookies.size));
    expect(client.cookies.get("flow-1")).not.toBe("planted");
  });

  test("the back button after a sign-in finds no flow, and asks the provider nothing", async () => {
    const { who } = await aProviderUser(server());
    const client = aClient();
    const params = answerOf(server(), who, await begin(client));
    expect((await client.post(FINISH, { params })).status).toBe(200);
    await expectUnasked(async () => expectFailure(await client.post(FINISH, { params }), 400, "FLOW_INVALID"));
    expect((await client.get("/users/profile")).status).toBe(200);
  });

  test("of two clicks at once one signs in, because the provider takes a code once", async () => {
    const { who } = await aProviderUser(server());
    const client = aClient();
    const params = answerOf(server(), who, await begin(client));
    const answers = await Promise.all([1, 2].map(() => client.post(FINISH, { params })));
    expect(answers.map(({ status, body }) => body.code ?? status).sort()).toEqual([200, "FLOW_INVALID"]);
  });

  test("an answer whose cookie is another browser's is refused before anything goes out", async () => {
    const { who } = await aProviderUser(server());
    const { state } = await begin(aClient());
    const victim = aClient();
    await begin(victim);
    const params = answerOf(server(), who, { state });
    await expectUnasked(async () => expectFailure(await victim.post(FINISH, { params }), 400, "FLOW_INVALID"));
    expect(victim.cookies.has("accessToken")).toBe(false);
  });

  test.each([
    ["another state", { state: "another" }],
    ["no state", { state: undefined }],
    ["an empty state", { state: "" }],
    ["the path of another provider", { provider: "other" }],
    ["no provider", { provider: undefined }],
  ])("with %s an answer is refused before anything goes out, and the flow stays", async (_, change) => {
    const { who } = await aProviderUser(server());
    const client = aClient();
    const params = answerOf(server(), who, await begin(client));
    await expectUnasked(async () => {
      const response = await client.post(FINISH, { params: { ...params, ...change } });
      expectFailure(response, 400, "FLOW_INVALID");
      expect(response.setCookies).toEqual([]);
    });
    expect((await client.post(FINISH, { params })).status).toBe(200);
  });

  test("ten minutes later it is over", async () => {
    const { who } = await aProviderUser(server());
    const client = aClient();
    const params = answerOf(server(), who, await begin(client));
    server().clock.advance(10 * MINUTE);
    await expectUnasked(async () => expectFailure(await client.post(FINISH, { params }), 400, "FLOW_INVALID"));
  });

  test("a sign-in that was canceled at the provider is 400 PROVIDER_REFUSED, never 401, and its flow ends", async () => {
    const client = aClient();
    const { state } = await begin(client);
    const params = { provider: "example", state, error: "access_denied" };
    expectSpent(await client.post(FINISH, { params }), 400, "PROVIDER_REFUSED");
    expect(client.cookies.size).toBe(0);
  });

  test("an outage of the provider is 503, never 401, and the same answer works after it", async () => {
    const { who } = await aProviderUser(server());
    const client = aClient();
    const params = answerOf(server(), who, await begin(client));
    server().provider.isDown = true;
    const response = await client.post(FINISH, { params });
    server().provider.isDown = false;
    expectFailure(response, 503, "PROVIDER_UNAVAILABLE");
    expect(response.headers.get("retry-after")).not.toBeNull();
    expect(response.setCookies).toEqual([]);
    expect((await client.post(FINISH, { params })).status).toBe(200);
  });

  test("an answer that is no object of texts, or too long, is 400 that names it", async () => {
    expectInvalidFields(await aClient().post(FINISH, {}), "params");
    expectInvalidFields(await aClient().post(FINISH, { params: "code=x" }), "params");
    expectInvalidFields(await aClient().post(FINISH, { params: { code: 1 } }), "params.code");
    expectInvalidFields(await aClient().post(FINISH, { params: { code: "x".repeat(4097) } }), "params.code");
  });
});

describeOnEveryStore("a second factor behind a provider", (servers) => {
  const server = servers.shared();

  test("is asked for, and finishes the sign-in at level 2", async () => {
    const { user, client: owner, app } = await aTotpUser(server());
    const who = somebody();
    await linked(server(), owner, who);
    const client = new TestClient(server().api);
    const response = await throughProvider(server(), client, who, { returnTo: "/orders" });
    expectSpent(response, 401, "SECOND_FACTOR_REQUIRED");
    expect(nextOf(response).returnTo).toBe("/orders");
    expect([...client.cookies.keys()]).toEqual([]);
    const flow = response.body.challenge?.flow;
    const finished = await client.post("/auth/second-factor", { flow, code: app.nextCode() });
    expect(finished.body.data.user._id).toBe(user._id);
    const session = await server().store.sessions.get(tokensOf(client).sessionId);
    expect(session?.methods.map(({ method }) => method)).toEqual(["provider:example", "totp"]);
    expect((await client.get("/users/security")).body.data.level).toBe(2);
  });

  test("that a trusted provider has asked for is level 2 at once", async () => {
    const { user, client: owner } = await aTotpUser(server());
    const who = somebody({ hasSecondFactor: true });
    await linked(server(), owner, who);
    const client = new TestClient(server().api);
    const response = await throughProvider(server(), client, who);
    expect(response.body.data.user._id).toBe(user._id);
    const security = (await client.get("/users/security")).body.data;
    expect(security.level).toBe(2);
    // And it is as fresh as a passkey that verified its user.
    expect((await begin(client, { purpose: "link" })).response.status).toBe(200);
  });
});

describeOnEveryStore("with REQUIRE_SECOND_FACTOR=everybody, a provider", (servers) => {
  const server = servers.shared({ requireSecondFactor: "everybody" });

  test("leads a verified account to its enrollment, and one without a factor no further", async () => {
    const client = new TestClient(server().api);
    const who = somebodyVerified();
    const { response } = await aProviderUser(server(), who, client);
    expectFailureBody(response.body, 403, "ENROLMENT_REQUIRED");
    expectSpent(await throughProvider(server(), client, who), 403, "ENROLMENT_REQUIRED");
    expect(client.cookies.has("accessToken")).toBe(false);
  });

  test("whose second factor counts opens and refreshes a session", async () => {
    const who = somebodyVerified({ hasSecondFactor: true });
    const { response, client } = await aProviderUser(server(), who);
    expect(response.status).toBe(201);
    expect((await client.post("/auth/refresh-token")).status).toBe(200);
  });

  test("asks an account that is not verified to be that first", async () => {
    const { response } = await aProviderUser(server(), somebody());
    expectFailureBody(response.body, 403, "EMAIL_NOT_VERIFIED");
  });
});

describeOnEveryStore("with LINK_VERIFIED_EMAIL", (servers) => {
  const server = servers.shared({ linkVerifiedEmail: "on" });
  const through = (who = somebodyVerified()) => throughProvider(server(), new TestClient(server().api), who);

  test("an authoritative provider links a verified address to the verified account, mails the owner, and signs in", async () => {
    const user = await aVerifiedAccount(server());
    const who = somebodyVerified({ email: user.email });
    const response = await through(who);
    expect(response.body.data.user._id).toBe(user._id);
    expect((await storedIdentity(server(), who))?.userId).toBe(user._id);
    const names = (await eventsOf(server(), user._id)).map(({ name }) => name);
    expect(names.toSorted()).toEqual(["identity_linked", "signed_in"]);
    const mails = (await server().mails()).filter(({ to }) => to === user.email);
    expect(mails.map(({ subject }) => subject)).toContain("A way to sign in was added at Latchkey");
  });

  test.each([
    ["the account's address was never verified", { emailVerifiedAt: null }, {}],
    ["the provider is not authoritative", {}, { isAuthoritative: false }],
  ])("nothing is linked where %s", async (_, account, said) => {
    const user = await aVerifiedAccount(server(), account);
    const who = somebodyVerified({ email: user.email, ...said });
    expectSpent(await through(who), 409, "IDENTITY_NOT_LINKED");
    expect(await storedIdentity(server(), who)).toBeNull();
  });

  test("nothing is linked, and nothing said, where the provider's address is not verified", async () => {
    const user = await aVerifiedAccount(server());
    const who = somebody({ email: user.email, isAuthoritative: true });
    expectSpent(await through(who), 409, "REGISTRATION_NEEDED");
  });

  test("the second factor of the account is asked for all the same", async () => {
    const { user } = await aTotpUser(server());
    expectSpent(await through(somebodyVerified({ email: user.email })), 401, "SECOND_FACTOR_REQUIRED");
  });
});
