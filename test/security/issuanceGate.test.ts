import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { anAccount, aRegistration, changeAccount, PASSWORD, signIn } from "../support/http/accounts.js";
import { describeOnEveryStore, describeOnOneStore } from "../support/http/everyStore.js";
import { ROUTES } from "../support/http/routes.js";
import { type RouteLine, routesOf } from "../support/http/routesOf.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";

const SOURCES = join(import.meta.dirname, "../../src");
const GATE = "services/session/issuanceGate.ts";

/** The places that may name what makes a token: the gate that calls it, and the module that defines it. */
const MAKERS: Record<string, readonly string[]> = {
  "accessTokens.sign(": [GATE],
  "jwt.sign(": ["services/token/accessToken.ts"],
  "encodeRefreshToken(": [GATE, "services/token/refreshToken.ts"],
  encodeRefreshToken: [GATE, "services/token/index.ts", "services/token/refreshToken.ts"],
  ".issue(": [
    "services/session/openSession.ts",
    "services/session/refreshSession.ts",
    "services/session/renewSession.ts",
  ],
  SignJWT: [],
};

function sourceFiles(): string[] {
  return readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"));
}

describe("only the issuance gate makes tokens", () => {
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
    expect(callers.sort()).toEqual([GATE, "services/token/accessToken.ts"].sort());
  });
});

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, "");
}

interface Step {
  /** The success of the route, for a user who may. */
  readonly run: (server: TestServer, client: TestClient) => Promise<TestResponse>;
  readonly givesTokens: boolean;
}

/** How each route of the service succeeds. A new route has to be added here, and to say whether it gives tokens. */
const SUCCESSES: Record<string, Step> = {
  "POST /api/v1/auth/register": {
    givesTokens: false,
    run: (_server, client) => client.post("/auth/register", aRegistration()),
  },
  "POST /api/v1/auth/login": {
    givesTokens: true,
    run: (_server, client) => client.post("/auth/login", credentialsOf(client)),
  },
  "POST /api/v1/auth/refresh-token": {
    givesTokens: true,
    run: (_server, client) => client.post("/auth/refresh-token"),
  },
  "POST /api/v1/auth/logout": { givesTokens: false, run: (_server, client) => client.post("/auth/logout") },
  "POST /api/v1/auth/logout-all": { givesTokens: false, run: (_server, client) => client.post("/auth/logout-all") },
  "GET /api/v1/auth/sessions": { givesTokens: false, run: (_server, client) => client.get("/auth/sessions") },
  "DELETE /api/v1/auth/sessions/:id": { givesTokens: false, run: endOtherSession },
  "POST /api/v1/auth/change-password": {
    givesTokens: true,
    run: (_server, client) =>
      client.post("/auth/change-password", { currentPassword: PASSWORD, newPassword: "a new horse battery" }),
  },
  "GET /api/v1/users/profile": { givesTokens: false, run: (_server, client) => client.get("/users/profile") },
  "PATCH /api/v1/users/settings": {
    givesTokens: false,
    run: (_server, client) => client.send("PATCH", "/users/settings", { json: { fullName: "Grace" } }),
  },
  "GET /api/v1/auth/password-policy": {
    givesTokens: false,
    run: (_server, client) => client.get("/auth/password-policy"),
  },
  "POST /api/v1/auth/forgot-password": {
    givesTokens: false,
    run: async (server, client) => client.post("/auth/forgot-password", { email: await emailOf(server, client) }),
  },
  "POST /api/v1/auth/resend-verification": {
    givesTokens: false,
    run: async (server, client) => client.post("/auth/resend-verification", { email: await emailOf(server, client) }),
  },
  "POST /api/v1/auth/reset-password": {
    givesTokens: false,
    run: async (server, client) => {
      await client.post("/auth/forgot-password", { email: await emailOf(server, client) });
      return client.post("/auth/reset-password", { token: await linkTo(server, client), newPassword: "a new battery" });
    },
  },
  "POST /api/v1/auth/verify-email": {
    givesTokens: false,
    run: async (server, client) => {
      await client.post("/auth/resend-verification", { email: await emailOf(server, client) });
      return client.post("/auth/verify-email", { token: await linkTo(server, client) });
    },
  },
  "POST /api/v1/users/change-email": {
    givesTokens: false,
    run: (_server, client) =>
      client.post("/users/change-email", { newEmail: aRegistration().email, password: PASSWORD }),
  },
  "POST /api/v1/auth/confirm-email-change": {
    givesTokens: false,
    run: async (server, client) => {
      const newEmail = aRegistration().email;
      await client.post("/users/change-email", { newEmail, password: PASSWORD });
      return client.post("/auth/confirm-email-change", { token: await newestToken(server, newEmail) });
    },
  },
  "DELETE /api/v1/users/account": {
    givesTokens: false,
    run: (_server, client) => client.send("DELETE", "/users/account", { json: { password: PASSWORD } }),
  },
  "GET /api/v1/users/export": { givesTokens: false, run: (_server, client) => client.get("/users/export") },
  "GET /api/v1/users/activity": { givesTokens: false, run: (_server, client) => client.get("/users/activity") },
  "GET /health/live": { givesTokens: false, run: (server) => new TestClient(server.origin).get("/health/live") },
  "GET /health/ready": { givesTokens: false, run: (server) => new TestClient(server.origin).get("/health/ready") },
  "GET /.well-known/jwks.json": {
    givesTokens: false,
    run: (server) => new TestClient(server.origin).get("/.well-known/jwks.json"),
  },
};

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

describeOnOneStore("the routes of the service", (servers) => {
  // Without it there is no key set to answer.
  const server = servers.shared({ accessTokenAlgorithm: "ES256" });

  test("are exactly those that the tests know", () => {
    const names = routesOf(server().app).map(nameOf);
    expect(names.sort()).toEqual(Object.keys(SUCCESSES).sort());
    const tested = ROUTES.map(({ method, path }) => `${method} ${path.replace(/[0-9a-f-]{36}$/, ":id")}`);
    expect(tested.sort()).toEqual(names);
  });

  test.each(Object.entries(SUCCESSES))(
    "%s gives tokens only if it is on the list",
    async (_name, { run, givesTokens }) => {
      const client = await aVisitor(server(), await anAccount(server()));
      const response = await run(server(), client);
      expect(response.status).toBeLessThan(300);
      expect(carriesTokens(response)).toBe(givesTokens);
    },
  );
});

const GIVING = Object.entries(SUCCESSES).filter(([, { givesTokens }]) => givesTokens);

describeOnEveryStore("every path to tokens", (servers) => {
  const server = servers.shared();

  // F51
  test.each(GIVING)(
    "%s refuses a user who was disabled in the meantime, and writes nothing but a note of it",
    async (_name, { run }) => {
      const user = await anAccount(server());
      const client = await aVisitor(server(), user);
      await changeAccount(server(), user._id, { disabledAt: 1 });
      await server().quiet();
      const response = await run(server(), client);
      expect(["ACCOUNT_DISABLED", "SESSION_REVOKED"]).toContain(response.body.code);
      expect(carriesTokens(response)).toBe(false);
      expect(server().probe.writes.filter((verb) => verb !== "audit.append")).toEqual([]);
    },
  );

  test.each(GIVING)("%s refuses a user who was deleted in the meantime", async (_name, { run }) => {
    const user = await anAccount(server());
    const client = await aVisitor(server(), user);
    await server().store.users.delete(user._id);
    await server().quiet();
    const response = await run(server(), client);
    expect(["INVALID_CREDENTIALS", "SESSION_REVOKED"]).toContain(response.body.code);
    expect(carriesTokens(response)).toBe(false);
    expect(server().probe.writes).toEqual([]);
  });

  // The user is disabled after the last check that the path makes itself: then the gate decides.
  test("the gate decides on the user whom the path has read, however late the ban", async () => {
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
