import { gzipSync } from "node:zlib";
import { expect, test, vi } from "vitest";
import { anAccount, aRegistration, aSignedInUser, PASSWORD, signIn } from "../support/http/accounts.js";
import { describeOnEveryStore, describeOnOneStore } from "../support/http/everyStore.js";
import { expectFailure, expectFailureBody, expectInvalidFields } from "../support/http/expectFailure.js";
import { rawRequest } from "../support/http/rawRequest.js";
import { TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";

type Json = Record<string, unknown>;

interface BodyRoute {
  readonly method: "POST" | "PATCH";
  readonly path: string;
  /** Every field that must be a text, in a body that is good otherwise. */
  readonly body: () => Json;
}

const ROUTES_WITH_BODY: readonly BodyRoute[] = [
  {
    method: "POST",
    path: "/auth/register",
    body: () => ({ ...aRegistration(), avatarUrl: "https://example.com/a.png" }),
  },
  {
    method: "POST",
    path: "/auth/login",
    body: () => ({ username: "ada", email: "ada@example.com", password: PASSWORD }),
  },
  { method: "POST", path: "/auth/refresh-token", body: () => ({ refreshToken: "lk_rt_x" }) },
  { method: "POST", path: "/auth/logout", body: () => ({ refreshToken: "lk_rt_x" }) },
  {
    method: "POST",
    path: "/auth/change-password",
    body: () => ({ currentPassword: PASSWORD, newPassword: "a new horse battery" }),
  },
  {
    method: "PATCH",
    path: "/users/settings",
    body: () => ({
      username: "grace",
      fullName: "Grace",
      avatarUrl: "https://example.com/g.png",
      password: PASSWORD,
    }),
  },
];

/** What is no text, written as it travels: `JSON.stringify` would lose the keys that matter most. */
const NO_TEXTS = [
  '{"$ne":null}',
  '{"$gt":""}',
  '{"$regex":"^a"}',
  '{"$in":["a","b"]}',
  '{"$where":"sleep(1000)"}',
  '["ada","eve"]',
  '[["ada"]]',
  "[]",
  "{}",
  "0",
  "12345678",
  "1e999",
  "true",
  "false",
  '{"_bsontype":"ObjectId","id":"a"}',
  '{"$oid":"507f1f77bcf86cd799439011"}',
  '{"__proto__":{"isAdmin":true}}',
  '{"constructor":{"prototype":{"isAdmin":true}}}',
  '{"toString":"x","length":3}',
  '{"toLowerCase":"x","trim":1}',
];

/** A user whose session is confirmed, so that no write of an earlier request is on its way. */
async function aSettledUser(server: TestServer) {
  const visitor = await aSignedInUser(server);
  await visitor.client.get("/users/profile");
  await vi.waitFor(async () => {
    expect((await server.store.sessions.get(visitor.sessionId))?.confirmedAt).not.toBeNull();
  });
  await server.quiet();
  return visitor;
}

const FIELDS = ROUTES_WITH_BODY.flatMap(({ method, path, body }) =>
  Object.keys(body()).map((field) => ({ method, path, body, field })),
);

/**
 * Where null counts as absent: the fields that may be missing, and the two names of a sign-in. Whether a signed-in user has to give the
 * password depends on the account.
 */
function isOptional({ path, field }: { path: string; field: string }): boolean {
  const isName = path.endsWith("/auth/login") && field !== "password";
  const isOwnPassword = /change-email|change-password|account$/.test(path) && /^(p|currentP)assword$/.test(field);
  return (
    isName || isOwnPassword || path.endsWith("/users/settings") || field === "avatarUrl" || field === "refreshToken"
  );
}

// A value from outside is a bounded text before anything looks at it.
describeOnEveryStore("a value that is no text", (servers) => {
  const server = servers.shared();

  test.each(FIELDS)(
    "as $field of $method $path is 400 that names it; nothing is looked up or written",
    async (route) => {
      const { accessToken } = await aSettledUser(server());
      for (const value of isOptional(route) ? NO_TEXTS : [...NO_TEXTS, "null"]) {
        const { [route.field]: _, ...rest } = route.body();
        const text = `${JSON.stringify(rest).slice(0, -1)}${Object.keys(rest).length > 0 ? "," : ""}"${route.field}":${value}}`;
        const headers = { "content-type": "application/json", authorization: `Bearer ${accessToken}` };
        const client = new TestClient(server().api);
        expectInvalidFields(await client.send(route.method, route.path, { text, headers }), route.field);
      }
      expect(server().probe.writes).toEqual([]);
      expect(new Set(server().probe.calls)).toEqual(new Set(isGuarded(route.path) ? ["authState"] : []));
      expect(Object.hasOwn(Object.prototype, "isAdmin")).toBe(false);
    },
  );

  test.each(["{}", '"yes"', "1", "[]"])("as rememberMe: %s is 400", async (value) => {
    const user = await anAccount(server());
    const text = `{"username":"${user.username}","password":"${PASSWORD}","rememberMe":${value}}`;
    const headers = { "content-type": "application/json" };
    expectInvalidFields(
      await new TestClient(server().api).post("/auth/login", undefined, { text, headers }),
      "rememberMe",
    );
  });

  test("keys of the prototype are unknown keys: ignored, and nothing is polluted", async () => {
    const registration = aRegistration();
    const text = `{"__proto__":{"roles":["admin"],"isAdmin":true},"constructor":{"prototype":{"isAdmin":true}},"roles":["admin"],${JSON.stringify(registration).slice(1)}`;
    const headers = { "content-type": "application/json" };
    const response = await new TestClient(server().api).post("/auth/register", undefined, { text, headers });
    expect(response.status).toBe(201);
    expect(response.body.data.roles).toEqual([]);
    expect(Object.hasOwn(Object.prototype, "isAdmin")).toBe(false);
    expect(await server().store.users.byId(response.body.data._id)).toMatchObject({ roles: [] });
  });

  test("of two values of one key the last counts, in every check alike", async () => {
    const user = await anAccount(server());
    const text = `{"username":{"$ne":null},"username":"${user.username}","password":"${PASSWORD}"}`;
    const headers = { "content-type": "application/json" };
    const client = new TestClient(server().api);
    expect((await client.post("/auth/login", undefined, { text, headers })).status).toBe(200);
    const reversed = `{"username":"${user.username}","username":{"$ne":null},"password":"${PASSWORD}"}`;
    expectInvalidFields(await client.post("/auth/login", undefined, { text: reversed, headers }), "username");
  });
});

function isGuarded(path: string): boolean {
  return path === "/auth/change-password" || path === "/users/settings";
}

interface RawBody {
  name: string;
  status: number;
  code: string;
  body: (good: string) => string | Buffer;
  headers?: Record<string, string>;
}

const JSON_TYPE = { "content-type": "application/json" };

function refused(name: string, status: number, code: string, body: RawBody["body"], headers = JSON_TYPE): RawBody {
  return { name, status, code, body, headers };
}
const BROKEN: readonly RawBody[] = [
  ...['{"a":', "{'a':1}", "{a:1}", '{"a":1}}', '{"a":1},', "nul", "NaN", "<x/>", '{"a":01}', '{"a":"\n"}'].map((text) =>
    refused(`broken JSON ${JSON.stringify(text)}`, 400, "INVALID_JSON", () => text),
  ),
  ...['"a text"', "1", "true", "null"].map((text) => refused(`the JSON ${text}`, 400, "INVALID_JSON", () => text)),
  refused("UTF-8 cut in half", 400, "INVALID_JSON", () => Buffer.from([0x7b, 0x22, 0xc3, 0x22, 0x3a, 0x31, 0x7d])),
  refused("a byte that is no UTF-8", 400, "INVALID_JSON", () => Buffer.from('{"a":"\xff"}', "latin1")),
  refused("an encoded surrogate", 400, "INVALID_JSON", () =>
    Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xed, 0xa0, 0x80]), Buffer.from('"}')]),
  ),
  refused("UTF-16", 400, "INVALID_JSON", (good) => Buffer.from(good, "utf16le")),
  refused("one megabyte", 413, "BODY_TOO_LARGE", () => `{"a":"${"x".repeat(1_048_576)}"}`),
  refused("one byte more than 16 KiB", 413, "BODY_TOO_LARGE", (good) => good.padEnd(16_385)),
  refused("no type", 415, "UNSUPPORTED_MEDIA_TYPE", (good) => good, {} as typeof JSON_TYPE),
  ...[
    "",
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "application/xml",
    "text/json",
    "application/jsonp",
    "application/json+x",
    "application/problem+json",
    "application/json, text/plain",
    "text/plain; application/json",
    "application/json; charset=utf-16",
    "application/json; charset=latin1",
    "application/json;charset=UTF-7",
    "application/json; charset=",
  ].map((type) =>
    refused(`the type '${type}'`, 415, "UNSUPPORTED_MEDIA_TYPE", (good) => good, { "content-type": type }),
  ),
  ...["gzip", "deflate", "br", "identity, gzip", "x"].map((encoding) =>
    refused(`Content-Encoding ${encoding}`, 415, "UNSUPPORTED_MEDIA_TYPE", (good) => gzipSync(good), {
      ...JSON_TYPE,
      "content-encoding": encoding,
    } as typeof JSON_TYPE),
  ),
];

describeOnOneStore("a body", (servers) => {
  const server = servers.shared();

  test.each(BROKEN)(
    "of $name is $status $code on every route, and no store is asked",
    async ({ status, code, body, headers }) => {
      const { accessToken } = await aSettledUser(server());
      for (const { method, path, body: good } of ROUTES_WITH_BODY) {
        const response = await rawRequest(server().origin, {
          method,
          path: `/api/v1${path}`,
          headers: { ...headers, authorization: `Bearer ${accessToken}` },
          body: body(JSON.stringify(good())),
        });
        expect(response.status).toBe(status);
        expectFailureBody(response.body(), status, code);
        expect(response.headers["set-cookie"]).toBeUndefined();
      }
      expect(server().probe.calls).toEqual([]);
    },
  );

  test("that is a list is no object", async () => {
    const { accessToken } = await aSettledUser(server());
    for (const { method, path } of ROUTES_WITH_BODY) {
      for (const text of ["[]", '[{"username":"ada"}]']) {
        const headers = { ...JSON_TYPE, authorization: `Bearer ${accessToken}` };
        const { status, body } = await new TestClient(server().api).send(method, path, { text, headers });
        expect(status).toBe(400);
        expect(body.code).toMatch(/^(VALIDATION_FAILED|INVALID_JSON)$/);
      }
    }
    expect(server().probe.writes).toEqual([]);
  });

  test("that is missing or empty names the missing fields, without a type and with any", async () => {
    const client = new TestClient(server().api);
    for (const headers of [{}, JSON_TYPE, { "content-type": "text/plain" }]) {
      for (const options of [{ headers }, { headers, text: "" }]) {
        const register = await client.post("/auth/register", undefined, options);
        expectInvalidFields(register, "username", "fullName", "email", "password");
        expectFailure(await client.post("/auth/refresh-token", undefined, options), 401, "REFRESH_TOKEN_MISSING");
      }
    }
    expectInvalidFields(await client.post("/auth/login", {}), "username", "password");
  });

  test.each([
    "application/json",
    "Application/JSON",
    "application/json;charset=utf-8",
    "application/json; charset=UTF-8",
    'application/json ; charset="utf-8"',
    "application/json; profile=x",
  ])("of the type '%s' is taken", async (type) => {
    const user = await anAccount(server());
    const text = JSON.stringify({ username: user.username, password: PASSWORD });
    const response = await new TestClient(server().api).post("/auth/login", undefined, {
      text,
      headers: { "content-type": type },
    });
    expect(response.status).toBe(200);
  });

  test("of exactly 16 KiB is taken, whether its length is announced or not", async () => {
    const user = await anAccount(server());
    const text = JSON.stringify({ username: user.username, password: PASSWORD }).padEnd(16_384);
    const request = { method: "POST", path: "/api/v1/auth/login", body: text };
    expect((await rawRequest(server().origin, { ...request, headers: JSON_TYPE })).status).toBe(200);
    const chunked = { ...JSON_TYPE, "transfer-encoding": "chunked" };
    expect((await rawRequest(server().origin, { ...request, headers: chunked })).status).toBe(200);
    const tooLong = await rawRequest(server().origin, { ...request, body: `${text} `, headers: chunked });
    expectFailureBody(tooLong.body(), 413, "BODY_TOO_LARGE");
  });

  test("nested as deep as 16 KiB allow is a value that is no text", async () => {
    for (const [open, close] of [
      ["[", "]"],
      ['{"a":', "}"],
    ] as const) {
      const depth = Math.floor(15_000 / (open.length + close.length));
      const text = `{"username":${open.repeat(depth)}1${close.repeat(depth)},"password":"x"}`;
      const response = await new TestClient(server().api).post("/auth/login", undefined, { text, headers: JSON_TYPE });
      expectInvalidFields(response, "username");
    }
  });

  test("with thousands of characters in a field is refused by its length", async () => {
    const long = "x".repeat(3000);
    const client = new TestClient(server().api);
    const everything = { username: long, fullName: long, email: `${long}@example.com`, password: long };
    expectInvalidFields(await client.post("/auth/register", everything), "username", "fullName", "email", "password");
    expectInvalidFields(await client.post("/auth/login", { username: long, password: long }), "username", "password");
    expectInvalidFields(await client.post("/auth/refresh-token", { refreshToken: long }), "refreshToken");
  });
});

// Normalize, then validate, then use.
const BAD_FIELDS: Record<string, string[]> = {
  username: [
    "ab",
    "a".repeat(33),
    "ada lovelace",
    "ada@example.com",
    "аdа",
    "ａｄａ",
    "ada\u200b",
    "ada\u0000",
    "a\u0301da",
    "ada/..",
    "$ne",
    "...",
    "---",
    "İstanbul",
    "\u212aelvin",
    "<b>ada</b>",
  ],
  email: [
    "ada",
    "ada@",
    "@example.com",
    "ada@example",
    "ada@localhost",
    "ada@@example.com",
    "ada@example.com@evil.example",
    '"ada"@example.com',
    '"ada@evil.example"@example.com',
    "ada@example.com,eve@evil.example",
    "ada@example.com, eve@evil.example",
    "ada@example.com;eve@evil.example",
    "ada@example.com eve@evil.example",
    "ada@example.com\r\nBcc: eve@evil.example",
    "ada\r\n@example.com",
    "ada\u0000@example.com",
    "Ada <ada@example.com>",
    "<ada@example.com>",
    "ada(comment)@example.com",
    "ada＠example.com",
    "ada@example。com",
    "ａda@example.com",
    "ada@exämple.com",
    "ada@еxample.com",
    "adа@example.com",
    "\u212aelvin@example.com",
    "ada\u200b@example.com",
    "ada@example..com",
    "ada@.example.com",
    "ada@example.com.",
    "ada@-example.com",
    "ada@example-.com",
    ".ada@example.com",
    "ada.@example.com",
    "a..da@example.com",
    "ada@[127.0.0.1]",
    "ada@127.0.0.1",
    "ada@example.1",
    "ada@127.0.0.0x1",
    "ada@exa_mple.com",
    "ada%0a@exam ple.com",
    `${"a".repeat(65)}@example.com`,
    `ada@${"a".repeat(64)}.com`,
    `ada@${"a.".repeat(130)}com`,
  ],
  fullName: [
    "",
    "   ",
    "x".repeat(101),
    "Ada\u0000",
    "Ada\nLovelace",
    "Ada\r\nBcc: eve@evil.example",
    "Ada\u001b[31m",
    "Ada\u007f",
    "Ada\u0085x",
    "Ada\u2028Lovelace",
    "Ada\ud800",
    "\u200b",
    "\u3164\u3164",
    "\u2800",
    "\u0301",
    "Ada\u202egnp.exe",
    "\u2066Ada",
    "Ada\u200f",
    "Ada\u200dLovelace",
    "Love\u00adlace",
    "A\ufeffda",
    "Ada\ufe0f",
    "Ada\u{e0061}",
  ],
  avatarUrl: [
    " ",
    "a.png",
    "/a.png",
    "//example.com/a.png",
    "http://example.com/a.png",
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:x",
    "file:///etc/passwd",
    "blob:https://example.com/x",
    "ftp://example.com/a.png",
    "https://",
    "https://user:secret@example.com/a.png",
    "https://example.com/\u0000",
    "https://example.com/\ud800",
    "https://example.com/\u202egnp.exe",
    "https://example.com/\u200b",
    `https://example.com/${"a".repeat(2048)}`,
  ],
};

describeOnEveryStore("a field of an account", (servers) => {
  const server = servers.shared();

  test.each(Object.keys(BAD_FIELDS))(
    "%s is refused by its name whenever it is not plain, and nothing is written",
    async (field) => {
      const { client, user } = await aSettledUser(server());
      for (const value of BAD_FIELDS[field] ?? []) {
        const register = await client.post("/auth/register", { ...aRegistration(), [field]: value });
        expectInvalidFields(register, field);
        if (field === "email") continue;
        expectInvalidFields(await client.send("PATCH", "/users/settings", { json: { [field]: value } }), field);
      }
      expect(server().probe.writes).toEqual([]);
      expect(new Set(server().probe.calls)).toEqual(new Set(field === "email" ? [] : ["authState"]));
      expect(await server().store.users.byId(user._id)).toEqual(user);
    },
  );

  test.each([
    ["fullName", "Jean-Luc O’Brien, Jr."],
    ["fullName", "李小龙"],
    ["fullName", "علی\u200cرضا"],
    ["fullName", "葛\u{e0100}城"],
    ["fullName", "Ada 👩🏽\u200d⚕\ufe0f"],
    ["fullName", "<script>alert(1)</script>"],
    ["fullName", "'; DROP TABLE users; --"],
    ["fullName", "__proto__"],
    ["fullName", "x".repeat(100)],
    ["avatarUrl", "https://example.com/a.png?size=1#x"],
    ["password", "'; DROP TABLE users; --"],
    ["password", '{"$ne":null}'],
    ["password", "\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u0000"],
    ["password", "        "],
  ])("%s: %j is data like any other, stored and given back as it is", async (field, value) => {
    const registration: Record<string, string> = { ...aRegistration(), [field]: value };
    const response = await new TestClient(server().api).post("/auth/register", registration);
    expect(response.status).toBe(201);
    const { username = "", password = "" } = registration;
    const { client } = await signIn(server(), { username, password });
    const { body } = await client.get("/users/profile");
    if (field !== "password") expect(body.data).toMatchObject({ [field]: value });
  });

  test.each(["__proto__", "constructor", "tostring", "null", "undefined", "0x10", "a.b", "_id", "-ne"])(
    "the username %s is a name like any other",
    async (username) => {
      const registration = { ...aRegistration(), username };
      expect((await new TestClient(server().api).post("/auth/register", registration)).status).toBe(201);
      expect((await new TestClient(server().api).post("/auth/register", { ...aRegistration(), username })).status).toBe(
        409,
      );
      await signIn(server(), registration);
    },
  );
});
