import { expect, test } from "vitest";
import type { LatchkeyOptions } from "../../src/config/index.js";
import { anAccount, aSignedInUser, PASSWORD, tokensOf } from "../support/http/accounts.js";
import { describeOnOneStore } from "../support/http/everyStore.js";
import { expectFailure } from "../support/http/expectFailure.js";
import { TestClient } from "../support/http/TestClient.js";

const HTTPS: LatchkeyOptions = { publicUrl: "https://auth.example.com" };

describeOnOneStore("the cookies", (servers) => {
  async function cookiesOf(options: LatchkeyOptions): Promise<string[]> {
    const server = await servers.own(options);
    const user = await anAccount(server);
    const client = new TestClient(server.api);
    const { setCookies } = await client.post("/auth/login", { username: user.username, password: PASSWORD });
    return setCookies.toSorted().map((line) => line.replace(/=[^;]+/, "=…").replace(/ Expires=[^;]+;/, ""));
  }

  test("on http: HttpOnly, SameSite=Strict, the whole path, the life of the token", async () => {
    expect(await cookiesOf({})).toEqual([
      "accessToken=…; Max-Age=900; Path=/; HttpOnly; SameSite=Strict",
      "deviceToken=…; Max-Age=34560000; Path=/; HttpOnly; SameSite=Strict",
      "refreshToken=…; Max-Age=604800; Path=/; HttpOnly; SameSite=Strict",
    ]);
  });

  // The public URL decides, not NODE_ENV.
  test("on https: Secure and __Host-, so that no sibling domain can plant one", async () => {
    expect(await cookiesOf(HTTPS)).toEqual([
      "__Host-accessToken=…; Max-Age=900; Path=/; HttpOnly; Secure; SameSite=Strict",
      "__Host-deviceToken=…; Max-Age=34560000; Path=/; HttpOnly; Secure; SameSite=Strict",
      "__Host-refreshToken=…; Max-Age=604800; Path=/; HttpOnly; Secure; SameSite=Strict",
    ]);
  });

  test.each([
    ["lax", "SameSite=Lax"],
    ["none", "SameSite=None"],
  ] as const)("COOKIE_SAME_SITE=%s", async (cookieSameSite, attribute) => {
    for (const line of await cookiesOf({ ...HTTPS, cookieSameSite })) expect(line).toContain(attribute);
  });

  test("no cookie has a Domain, and each is well below 4096 bytes", async () => {
    const server = await servers.own(HTTPS);
    const user = await anAccount(server);
    const client = new TestClient(server.api);
    const { setCookies } = await client.post("/auth/login", { username: user.username, password: PASSWORD });
    for (const line of setCookies) {
      expect(line).not.toMatch(/domain/i);
      expect(line.length).toBeLessThan(1024);
    }
  });
  test("on https the cookies are cleared with the attributes they were set with", async () => {
    const server = await servers.own(HTTPS);
    const { client } = await aSignedInUser(server);
    const { setCookies } = await client.post("/auth/logout");
    expect(setCookies).toEqual([
      "__Host-accessToken=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Strict",
      "__Host-refreshToken=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; Secure; SameSite=Strict",
    ]);
    expect(client.cookies.size).toBe(0);
  });
  test("on https a cookie without the prefix is nothing: it could be planted from an http page", async () => {
    const server = await servers.own(HTTPS);
    const { accessToken, refreshToken } = await aSignedInUser(server);
    const planted = new TestClient(server.api, { cookies: { accessToken, refreshToken } });
    expectFailure(await planted.get("/users/profile"), 401, "ACCESS_TOKEN_MISSING");
    expectFailure(await planted.post("/auth/refresh-token"), 401, "REFRESH_TOKEN_MISSING");
    expectFailure(await planted.post("/auth/logout"), 401, "ACCESS_TOKEN_MISSING");
  });
  test.each([
    ["a JSON cookie", (token: string) => `j:{"$ne":null}; x=${token}`],
    ["a JSON cookie in escapes", () => `j%3A%7B%22%24ne%22%3Anull%7D`],
    ["a JSON array", (token: string) => `j:["${token}"]`],
    ["an empty cookie", () => ""],
    ["a quoted text", () => '"x"'],
    ["broken escapes", () => "%E0%A4%A"],
    ["a token with spaces", (token: string) => `${token} ${token}`],
  ])("%s is no token: 401 and no store is asked", async (_name, disguise) => {
    const server = await servers.own();
    const { accessToken, refreshToken } = await aSignedInUser(server);
    await server.quiet();
    const client = new TestClient(server.api);
    const profile = { headers: { cookie: `accessToken=${disguise(accessToken)}` } };
    const refresh = { headers: { cookie: `refreshToken=${disguise(refreshToken)}` } };
    expectFailure(await client.get("/users/profile", profile), 401, "ACCESS_TOKEN_INVALID");
    expectFailure(await client.post("/auth/refresh-token", undefined, refresh), 401, "REFRESH_TOKEN_INVALID");
    expectFailure(await client.post("/auth/logout", undefined, refresh), 401, "REFRESH_TOKEN_INVALID");
    expect(server.probe.calls).toEqual([]);
  });

  // Another app of localhost has left a cookie of our name on a path below ours, which the browser sends first.
  const LEFT_BY_ANOTHER_APP = ["theirs", "", "j:{}", "eyJhbGciOiJIUzI1NiJ9.e30.AAAA", `lk_rt_${"A".repeat(96)}`];

  test.each(LEFT_BY_ANOTHER_APP)(
    "of two cookies of one name the one that verifies counts, beside %j",
    async (theirs) => {
      const server = await servers.own();
      const { client, user, sessionId } = await aSignedInUser(server, { browser: true });
      for (const order of [(own: string) => [theirs, own], (own: string) => [own, theirs]]) {
        const doubled = (name: string) =>
          order(client.cookies.get(name) ?? "")
            .map((value) => `${name}=${value}`)
            .join("; ");
        const asked = (...names: string[]) => ({
          headers: { cookie: names.map(doubled).join("; "), "sec-fetch-site": "same-origin" },
        });
        const visitor = new TestClient(server.api);
        expect((await visitor.get("/users/profile", asked("accessToken"))).body.data._id).toBe(user._id);
        const refreshed = await visitor.post("/auth/refresh-token", undefined, asked("refreshToken"));
        expect(refreshed.status).toBe(200);
        for (const [name, value] of visitor.cookies) client.cookies.set(name, value);
      }
      expect(await server.store.sessions.get(sessionId)).toMatchObject({ revokedAt: null });
      const cookie = `refreshToken=${theirs}; refreshToken=${client.cookies.get("refreshToken")}`;
      const signedOut = await new TestClient(server.api).post("/auth/logout", undefined, { headers: { cookie } });
      expect(signedOut.status).toBe(200);
      expect(await server.store.sessions.get(sessionId)).toMatchObject({ revokeReason: "logout" });
    },
  );

  const FOLDERS = [
    "/api",
    "/api/",
    "/api/v1",
    "/api/v1/",
    "/api/v1/auth",
    "/api/v1/auth/",
    "/api/v1/users",
    "/api/v1/users/",
  ];

  test("a sign-in and a sign-out clear what stood beside our cookies, on every path that leads here", async () => {
    const server = await servers.own();
    const user = await anAccount(server);
    const client = new TestClient(server.api);
    const headers = { cookie: "accessToken=a; accessToken=b; refreshToken=c; refreshToken=d; deviceToken=e" };
    const login = { username: user.username, password: PASSWORD };
    const cleared = (setCookies: string[]) =>
      setCookies.filter((line) => /=; Path=\/api/.test(line)).map((line) => line.replace(/ Path=([^;]+);.*/, "$1"));
    const expected = ["accessToken=;", "refreshToken=;"].flatMap((name) => FOLDERS.map((path) => name + path));

    const signedIn = await client.post("/auth/login", login, { headers });
    expect(signedIn.status).toBe(200);
    expect(cleared(signedIn.setCookies)).toEqual(expected);
    expect([...client.cookies.keys()].sort()).toEqual(["accessToken", "deviceToken", "refreshToken"]);

    const { accessToken, refreshToken } = tokensOf(client);
    const cookie = `accessToken=a; accessToken=${accessToken}; refreshToken=d; refreshToken=${refreshToken}`;
    const signedOut = await client.post("/auth/logout", undefined, { headers: { cookie } });
    expect(signedOut.status).toBe(200);
    expect(cleared(signedOut.setCookies)).toEqual(expected);

    const usual = await client.post("/auth/login", login);
    expect(cleared(usual.setCookies)).toEqual([]);
  });

  test("a refused refresh sets no cookie, not even to clear a double", async () => {
    const server = await servers.own();
    const headers = { cookie: "refreshToken=a; refreshToken=b" };
    const refused = await new TestClient(server.api).post("/auth/refresh-token", undefined, { headers });
    expectFailure(refused, 401, "REFRESH_TOKEN_INVALID");
    expect(refused.setCookies).toEqual([]);
  });

  test("a device that is known stays known beside a device cookie of another app", async () => {
    const server = await servers.own();
    const user = await anAccount(server);
    const client = new TestClient(server.api, { browser: true });
    const login = { username: user.username, password: PASSWORD };
    await client.post("/auth/login", login);
    const idOf = (value = "") => Buffer.from(value, "base64url").toString("hex", 0, 16);
    const device = client.cookies.get("deviceToken");
    const headers = { cookie: `deviceToken=theirs; deviceToken=${device}` };
    await client.post("/auth/login", login, { headers });
    expect(idOf(client.cookies.get("deviceToken"))).toBe(idOf(device));
  });

  test("two cookies of ours under one name are no token: nobody chooses between them", async () => {
    const server = await servers.own();
    const [ada, eve] = [await aSignedInUser(server), await aSignedInUser(server)];
    for (const [first, second] of [
      [ada, eve],
      [eve, ada],
      [ada, ada],
    ] as const) {
      const access = { cookie: `accessToken=${first.accessToken}; accessToken=${second.accessToken}` };
      const refresh = { cookie: `refreshToken=${first.refreshToken};refreshToken=${second.refreshToken}` };
      const client = new TestClient(server.api);
      expectFailure(await client.get("/users/profile", { headers: access }), 401, "ACCESS_TOKEN_INVALID");
      const answer = await client.post("/auth/refresh-token", undefined, { headers: refresh });
      expectFailure(answer, 401, "REFRESH_TOKEN_INVALID");
    }
    expect(await server.store.sessions.get(ada.sessionId)).toMatchObject({ generation: 0, revokedAt: null });
  });

  test("cookies of other names and strange ones beside ours do no harm", async () => {
    const server = await servers.own();
    const { client } = await aSignedInUser(server, { browser: true });
    const { accessToken } = tokensOf(client);
    const cookie = `__proto__=x; constructor=y; theme=j:{"a":1}; =; ;;; accessToken=${accessToken}; accesstoken=z`;
    expect((await new TestClient(server.api).get("/users/profile", { headers: { cookie } })).status).toBe(200);
  });
});
