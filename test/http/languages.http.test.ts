import { expect, test } from "vitest";
import { PSEUDO_LANGUAGE } from "../../src/language/index.js";
import { apiTexts } from "../../src/messages/api/index.js";
import { aRegistration, aSignedInUser, PASSWORD } from "../support/http/accounts.js";
import { describeOnOneStore } from "../support/http/everyStore.js";
import { rawRequest } from "../support/http/rawRequest.js";
import { ROUTES } from "../support/http/routes.js";
import { type SendOptions, TestClient, type TestResponse } from "../support/http/TestClient.js";

/** What the pseudo-language makes of every text of the catalogue, and of no other. */
const OF_THE_CATALOGUE = /^\[.*~\]$/;
const PSEUDO = { "accept-language": PSEUDO_LANGUAGE };

function textsOf({ body }: Pick<TestResponse, "body">): string[] {
  return [body.message, ...(body.errors ?? []).map(({ message }) => message)];
}

/** The texts that are in no catalogue, or only have its general one, which stands for words of a schema that are in none. */
function outsideOf(response: Pick<TestResponse, "body">): string[] {
  const general = (response.body.errors ?? []).filter(
    ({ path, message }) => path !== "body" && message === apiTexts[PSEUDO_LANGUAGE]["value.invalid"],
  );
  const outside = textsOf(response).filter((text) => !OF_THE_CATALOGUE.test(text));
  return [...outside, ...general.map(({ path }) => `the message about ${path}`)];
}

describeOnOneStore("the language of an answer", (servers) => {
  const server = servers.shared();
  test.each([
    ["", undefined, "en"],
    ["", "*", "en"],
    ["", "ja", "en"],
    ["", "de-CH", "de"],
    ["", "en;q=0.2, es;q=0.9", "es"],
    ["?lang=fr", "de", "fr"],
    ["?x=%&lang=ES-mx", "de", "es"],
    ["?lang=", "de", "de"],
    ["?lang=ja", "de", "de"],
    ["?lang[]=fr", undefined, "en"],
  ] as const)("with %j and Accept-Language: %s is %s", async (query, header, language) => {
    const headers = header === undefined ? {} : { "accept-language": header };
    const json = { username: "nobody", password: PASSWORD };
    const { body } = await new TestClient(server().api).post(`/auth/login${query}`, json, { headers });
    expect([body.code, body.message]).toEqual(["INVALID_CREDENTIALS", apiTexts[language].INVALID_CREDENTIALS]);
  });

  test("is that of the signed-in user before that of the header, and after ?lang=", async () => {
    const { client, accessToken: bearer } = await aSignedInUser(server());
    await client.send("PATCH", "/users/settings", { json: { locale: "fr-CA" }, bearer });
    const headers = { "accept-language": "de" };
    expect((await client.get("/users/profile", { bearer, headers })).body.message).toBe("Votre profil.");
    expect((await client.get("/users/profile?lang=es", { bearer, headers })).body.message).toBe("Su perfil.");
    const failed = await client.send("PATCH", "/users/settings", { json: {}, bearer, headers });
    expect(failed.body.message).toMatch(/^Certains champs/);
    await client.send("PATCH", "/users/settings", { json: { locale: "ja" }, bearer });
    expect((await client.get("/users/profile", { bearer, headers })).body.message).toBe("Ihr Profil.");
  });

  test("is that of the rules of a password, with their numbers", async () => {
    const { body } = await new TestClient(server().api).get("/auth/password-policy?lang=de");
    const { rules } = body.data as unknown as { rules: { text: string }[] };
    expect(rules[0]?.text).toBe("Mindestens 8 Zeichen. Leerzeichen und Emojis zählen mit.");
  });

  test("leaves the key of a text and its values on the server", async () => {
    const { body } = await new TestClient(server().api).post("/auth/register?lang=de", { email: "x".repeat(300) });
    expect(Object.keys(body).sort()).toEqual(["code", "data", "errors", "message", "statusCode", "success"]);
    expect(body.errors).toContainEqual({ path: "email", message: "Verwenden Sie höchstens 254 Zeichen." });
    for (const error of body.errors ?? []) expect(Object.keys(error).sort()).toEqual(["message", "path"]);
  });
});

describeOnOneStore("every text of an answer is in the catalogues", (servers) => {
  const server = servers.shared({ emailCode: "on" });
  /** What is wrong in every field that some route has. */
  const WRONG = {
    username: "a b",
    fullName: "\u202eada",
    email: "ada@bücher.example",
    newEmail: "ada@example.1",
    password: "x",
    currentPassword: "",
    newPassword: "monkey",
    avatarUrl: "http://example.com",
    locale: "?",
    token: "",
    refreshToken: "x".repeat(600),
    rememberMe: "yes",
  };
  const LONG = Object.fromEntries(Object.keys(WRONG).map((field) => [field, "x".repeat(3000)]));
  const BODIES: [name: string, options: SendOptions][] = [
    ["without a body", {}],
    ["with an empty body", { json: {} }],
    ["with wrong values", { json: WRONG }],
    ["with values of a wrong type", { json: Object.fromEntries(Object.keys(WRONG).map((field) => [field, [1]])) }],
    ["with values that are too long", { json: LONG }],
    ["with a list as body", { json: [1] }],
    ["with a wrong token", { json: {}, bearer: "wrong" }],
    [
      "with an endless idempotency key",
      { json: { refreshToken: "lk" }, headers: { "idempotency-key": "x".repeat(256) } },
    ],
  ];

  const REFUSED_FIRST: [name: string, options: SendOptions][] = [
    ["with broken JSON", { text: "{", headers: { "content-type": "application/json" } }],
    ["with another type", { text: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } }],
    ["with too much", { json: { password: "x".repeat(20_000) } }],
    ["from another origin", { json: {}, headers: { origin: "https://evil.example" } }],
    ["from an opaque origin", { json: {}, headers: { origin: "null" } }],
    ["from another site", { json: {}, headers: { "sec-fetch-site": "cross-site" } }],
  ];

  test.each(REFUSED_FIRST)("of a request %s", async (_name, options) => {
    const response = await new TestClient(server().api).send("POST", "/auth/login", {
      ...options,
      headers: { ...PSEUDO, ...options.headers },
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.body.message).toMatch(OF_THE_CATALOGUE);
  });

  /** The key set has no envelope, and the callback of a provider leads to a page; each of the others is asked as a stranger and as a user of its own, whom it may sign out. */
  const asked = ROUTES.filter(({ path }) => path.startsWith("/api/v1/") && !path.endsWith("/callback"));

  test.each(BODIES)("of every route %s, signed in or not", async (_name, options) => {
    for (const { method, path } of asked) {
      const { json, text, ...withoutBody } = options;
      const sent = method === "GET" ? withoutBody : options;
      for (const { client } of [{ client: new TestClient(server().api) }, await aSignedInUser(server())]) {
        const below = path.slice("/api/v1".length);
        const response = await client.send(method, below, { ...sent, headers: { ...PSEUDO, ...options.headers } });
        expect([method, below, outsideOf(response)]).toEqual([method, below, []]);
      }
    }
  });

  test("of the failures that follow from what is stored", async () => {
    const { api } = server();
    const { user, client, accessToken: bearer } = await aSignedInUser(server());
    const headers = PSEUDO;
    const send = (method: string, path: string, json?: object) =>
      client.send(method, path, { ...(json !== undefined && { json }), headers, bearer });
    const password = PASSWORD;
    const same = { ...aRegistration(), username: user.username };
    const responses = [
      await client.post("/auth/register", same, { headers }),
      await client.post("/auth/register", { ...aRegistration(), email: user.email }, { headers }),
      await client.post("/auth/register", { ...aRegistration(), password: aRegistration().fullName }, { headers }),
      await send("POST", "/users/change-email", { newEmail: user.email, password }),
      await send("POST", "/auth/change-password", { currentPassword: password, newPassword: password }),
      await send("PATCH", "/users/settings", { username: "another" }),
      await send("GET", "/users/activity?limit=0&before=x"),
      await send("DELETE", "/auth/sessions/none"),
      await send("PUT", "/users/profile"),
      await send("GET", "/users/nowhere"),
    ];
    const codes = responses.map(({ body }) => body.code);
    expect(codes).toEqual([
      "USER_EXISTS",
      "USER_EXISTS",
      ...Array(5).fill("VALIDATION_FAILED"),
      "SESSION_NOT_FOUND",
      "METHOD_NOT_ALLOWED",
      "NOT_FOUND",
    ]);
    for (const response of responses) {
      expect(outsideOf(response)).toEqual([]);
      // A placeholder that nobody has filled.
      for (const text of textsOf(response)) expect(text).not.toMatch(/\{\w+\}/);
    }
    const expectation = await rawRequest(api, { path: "/auth/login", headers: { ...PSEUDO, expect: "x" } });
    expect([expectation.status, expectation.body().message]).toEqual([417, expect.stringMatching(OF_THE_CATALOGUE)]);
  });

  test("of the routes of operators", async () => {
    for (const path of ["/health/live", "/health/ready", "/nowhere"]) {
      const response = await fetch(server().origin + path, { headers: PSEUDO });
      expect(await response.json()).toMatchObject({ message: expect.stringMatching(OF_THE_CATALOGUE) });
    }
  });
});
