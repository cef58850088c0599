import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { describedRoutes } from "../../scripts/docs/openapi/describedRoutes.js";
import { anAccount, aRegistration, changeAccount, PASSWORD, signIn } from "../support/http/accounts.js";
import { describeOnEveryStore, describeOnOneStore } from "../support/http/everyStore.js";
import { FACTOR_REQUESTS } from "../support/http/factorRequests.js";
import { type RouteLine, routesOf } from "../support/http/routesOf.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";

const SOURCES = join(import.meta.dirname, "../../src");
const ISSUER = "services/session/tokenIssuer.ts";

/** The places that may name what makes a token: the issuer that calls it, and the module that defines it. */
const MAKERS: Record<string, readonly string[]> = {
  "accessTokens.sign(": [ISSUER],
  "jwt.sign(": ["services/token/accessToken.ts"],
  "encodeRefreshToken(": [ISSUER, "services/token/refreshToken.ts"],
  encodeRefreshToken: [ISSUER, "services/token/index.ts", "services/token/refreshToken.ts"],
  "tokenIssuer.issue(": ["services/session/refresh.ts", "services/session/sessions.ts"],
  SignJWT: [],
  // Every new session passes the app's hook, but one that a test opens on localhost.
  "sessions.open(": ["services/account/SessionOpening.ts", "testing.ts"],
};

function sourceFiles(): string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
}

describe("only the token issuer makes tokens", () => {
  test.each(Object.entries(MAKERS))("%s", (text, expected) => {
    const found = sourceFiles().filter((name) =>
      withoutComments(readFileSync(join(SOURCES, name), "utf8")).includes(text),
    );
    expect(found.map((name) => relative(".", name)).sort()).toEqual([...expected].sort());
  });

  test("nobody calls sign under another name", () => {
    const callers = sourceFiles().filter((name) =>
      /\.sign\b|\[["']sign["']\]/.test(withoutComments(readFileSync(join(SOURCES, name), "utf8"))),
    );
    expect(callers.sort()).toEqual([ISSUER, "services/token/accessToken.ts"].sort());
  });
});

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

/** Sends a request that succeeds, for a user who may. */
type Run = (server: TestServer, client: TestClient) => Promise<TestResponse>;

/** How each route of the server succeeds. A new route has to be added here, or to FACTOR_REQUESTS. */
const SUCCESSES: Record<string, Run> = {
  "POST /api/v1/auth/register": (_server, client) => client.post("/auth/register", aRegistration()),
  "POST /api/v1/auth/login": (_server, client) => client.post("/auth/login", credentialsOf(client)),
  "POST /api/v1/auth/refresh-token": (_server, client) => client.post("/auth/refresh-token"),
  "POST /api/v1/auth/reauthenticate": (_server, client) => client.post("/auth/reauthenticate", { password: PASSWORD }),
  "POST /api/v1/auth/logout": (_server, client) => client.post("/auth/logout"),
  "POST /api/v1/auth/logout-all": (_server, client) => client.post("/auth/logout-all"),
  "GET /api/v1/auth/sessions": (_server, client) => client.get("/auth/sessions"),
  "DELETE /api/v1/auth/sessions/:id": endOtherSession,
  "POST /api/v1/auth/change-password": (_server, client) =>
    client.post("/auth/change-password", { currentPassword: PASSWORD, newPassword: "a new horse battery" }),
  "GET /api/v1/users/profile": (_server, client) => client.get("/users/profile"),
  "PATCH /api/v1/users/settings": (_server, client) =>
    client.send("PATCH", "/users/settings", { json: { fullName: "Grace" } }),
  "GET /api/v1/auth/password-policy": (_server, client) => client.get("/auth/password-policy"),
  "POST /api/v1/auth/forgot-password": async (server, client) =>
    client.post("/auth/forgot-password", { email: await emailOf(server, client) }),
  "POST /api/v1/auth/resend-verification": async (server, client) =>
    client.post("/auth/resend-verification", { email: await emailOf(server, client) }),
  "POST /api/v1/auth/reset-password": async (server, client) => {
    await client.post("/auth/forgot-password", { email: await emailOf(server, client) });
    return client.post("/auth/reset-password", { token: await linkTo(server, client), newPassword: "a new battery" });
  },
  "POST /api/v1/auth/verify-email": async (server, client) => {
    await client.post("/auth/resend-verification", { email: await emailOf(server, client) });
    return client.post("/auth/verify-email", { token: await linkTo(server, client) });
  },
  "POST /api/v1/users/change-email": (_server, client) =>
    client.post("/users/change-email", { newEmail: aRegistration().email, password: PASSWORD }),
  "POST /api/v1/auth/confirm-email-change": async (server, client) => {
    const newEmail = aRegistration().email;
    await client.post("/users/change-email", { newEmail, password: PASSWORD });
    return client.post("/auth/confirm-email-change", { token: await newestToken(server, newEmail) });
  },
  "DELETE /api/v1/users/account": (_server, client) =>
    client.send("DELETE", "/users/account", { json: { password: PASSWORD } }),
  "GET /api/v1/users/export": (_server, client) => client.get("/users/export"),
  "GET /api/v1/users/security": (_server, client) => client.get("/users/security"),
  "GET /api/v1/users/activity": (_server, client) => client.get("/users/activity"),
  "GET /health/live": (server) => new TestClient(server.origin).get("/health/live"),
  "GET /health/ready": (server) => new TestClient(server.origin).get("/health/ready"),
  "POST /api/v1/auth/passkeys/options": (_server, client) => client.post("/auth/passkeys/options", {}),
  "GET /api/v1/auth/providers": (_server, client) => client.get("/auth/providers"),
  "GET /api/v1/users/passkeys": (_server, client) => client.get("/users/passkeys"),
  "GET /.well-known/webauthn": (server) => new TestClient(server.origin).get("/.well-known/webauthn"),
  "GET /.well-known/jwks.json": (server) => new TestClient(server.origin).get("/.well-known/jwks.json"),
};

/** They open another account than the one that the tests ban and delete. */
const REGISTER_PASSKEY = "POST /api/v1/auth/register/passkey";
const REGISTER_PROVIDER = "POST /api/v1/auth/providers/register";

const usernames = new WeakMap<TestClient, string>();

async function emailOf(server: TestServer, client: TestClient): Promise<string> {
  return (await server.store.users.byLogin({ username: usernames.get(client) ?? "" }))?.email ?? "";
}

async function newestToken(server: TestServer, address: string): Promise<string> {
  const mails = await server.mails();
  return mails.filter(({ to }) => to.includes(address)).at(-1)?.token ?? "";
}

async function linkTo(server: TestServer, client: TestClient): Promise<string> {
  return newestToken(server, await emailOf(server, client));
}

function credentialsOf(client: TestClient) {
  return { username: usernames.get(client) ?? "", password: PASSWORD };
}

/** A signed-in client whose credentials are known. */
async function aVisitor(server: TestServer, user: { username: string }): Promise<TestClient> {
  const { client } = await signIn(server, user);
  usernames.set(client, user.username);
  return client;
}

async function endOtherSession(server: TestServer, client: TestClient): Promise<TestResponse> {
  const { sessionId } = await signIn(server, credentialsOf(client));
  return client.send("DELETE", `/auth/sessions/${sessionId}`);
}

function nameOf({ method, path }: RouteLine): string {
  return `${method} ${path}`;
}

function carriesTokens({ body, setCookies }: TestResponse): boolean {
  const inCookies = setCookies.some((line) => /^(__Host-)?(access|refresh)Token=[^;]/.test(line));
  return inCookies || /eyJ|lk_rt_/.test(JSON.stringify(body));
}

function preparationOf(name: string): (server: TestServer, client: TestClient) => Promise<() => Promise<TestResponse>> {
  const run = SUCCESSES[name];
  if (run !== undefined) return async (server, client) => () => run(server, client);
  const prepare = FACTOR_REQUESTS[name];
  if (prepare === undefined) throw new Error(`How does ${name} succeed?`);
  return (server, client) => prepare(server, client, credentialsOf(client));
}

const ROUTES = describedRoutes.map(({ method, path, success }) => {
  const name = nameOf({ method, path });
  const prepare = preparationOf(name);
  return { name, prepare, givesTokens: success.givesTokens === true };
});

/** The mails of a developer's machine, which no other address reaches. */
const OUTBOX = [
  "GET /outbox/",
  "GET /outbox/style.css",
  "GET /outbox/script.js",
  "POST /outbox/delete",
  "GET /outbox/:id",
  "GET /outbox/:id/content",
];

const GIVING = ROUTES.filter(({ givesTokens }) => givesTokens);

test("a sign-in, a refresh, a confirmation and a change of the password or a factor give tokens, and no other route", () => {
  expect(GIVING.map(({ name }) => name).sort()).toEqual([
    "DELETE /api/v1/users/passkeys/:id",
    "DELETE /api/v1/users/totp",
    "POST /api/v1/auth/change-password",
    "POST /api/v1/auth/login",
    "POST /api/v1/auth/passkeys/login",
    "POST /api/v1/auth/providers/finish",
    REGISTER_PROVIDER,
    "POST /api/v1/auth/reauthenticate",
    "POST /api/v1/auth/refresh-token",
    REGISTER_PASSKEY,
    "POST /api/v1/auth/second-factor",
    "POST /api/v1/users/passkeys",
    "POST /api/v1/users/totp/confirm",
  ]);
});

describeOnOneStore("the routes of the server", (servers) => {
  // Without them there is no key set, and there are no related origins.
  const server = servers.shared({ accessTokenAlgorithm: "ES256", passkeyOrigins: ["https://app.example.com"] });

  test("are those of the table: none is mounted beside it", () => {
    const mounted = routesOf(server().app).map(nameOf);
    expect(mounted.sort()).toEqual([...ROUTES.map(({ name }) => name), ...OUTBOX].sort());
  });

  test.each(ROUTES)("$name gives tokens only if the table says so", async ({ prepare, givesTokens }) => {
    const client = await aVisitor(server(), await anAccount(server()));
    const run = await prepare(server(), client);
    const response = await run();
    expect(response.status).toBeLessThan(304);
    expect(carriesTokens(response)).toBe(givesTokens);
  });
});

describeOnEveryStore("every path to tokens", (servers) => {
  const server = servers.shared();
  const opening = GIVING.filter(({ name }) => name !== REGISTER_PASSKEY && name !== REGISTER_PROVIDER);

  test.each(opening)(
    "$name refuses a user who was disabled in the meantime, and changes nothing of the account",
    async ({ prepare }) => {
      const user = await anAccount(server());
      const client = await aVisitor(server(), user);
      const run = await prepare(server(), client);
      await changeAccount(server(), user._id, { disabledAt: 1 });
      await server().quiet();
      const response = await run();
      expect(["ACCOUNT_DISABLED", "SESSION_REVOKED"]).toContain(response.body.code);
      expect(carriesTokens(response)).toBe(false);
      // The challenge of a passkey is spent by its right answer.
      const harmless = new Set(["audit.append", "passkeys.compareAndSet"]);
      expect(server().probe.writes.filter((verb) => !harmless.has(verb))).toEqual([]);
    },
  );

  test.each(opening)("$name refuses a user who was deleted in the meantime", async ({ prepare }) => {
    const user = await anAccount(server());
    const client = await aVisitor(server(), user);
    const run = await prepare(server(), client);
    await server().store.users.delete(user._id);
    await server().quiet();
    const response = await run();
    expect(["INVALID_CREDENTIALS", "SESSION_REVOKED", "FLOW_INVALID", "PASSKEY_INVALID"]).toContain(response.body.code);
    expect(carriesTokens(response)).toBe(false);
    expect(server().probe.writes).toEqual([]);
  });

  // The user is disabled after the last check that the path makes itself: then the issuer decides.
  test("the issuer decides on the user whom the path has read, however late the ban", async () => {
    const user = await anAccount(server());
    const client = await aVisitor(server(), user);
    let calls = 0;
    server().probe.before(async (verb) => {
      calls += 1;
      if (verb !== "sessions.compareAndSet" || calls > 3) return;
      server().probe.heal();
      await changeAccount(server(), user._id, { disabledAt: 1 });
    });
    const response = await client.post("/auth/refresh-token");
    server().probe.heal();
    // The refresh was decided before the ban; what it gave out is dead all the same.
    expect(response.status).toBe(200);
    const profile = await client.get("/users/profile");
    expect([profile.status, profile.body.code]).toEqual([401, "SESSION_REVOKED"]);
  });
});
