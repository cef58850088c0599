import { expect, test, vi } from "vitest";
import { OneTimeLinks } from "../../src/services/email/index.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import {
  anAccount,
  aRegistration,
  aSignedInUser,
  PASSWORD,
  refusalOfAccess,
  tokensOf,
} from "../support/http/accounts.js";
import { describeOnEveryStore, describeOnOneStore } from "../support/http/everyStore.js";
import { expectFailure } from "../support/http/expectFailure.js";
import { FACTOR_REQUESTS } from "../support/http/factorRequests.js";
import { ROUTES } from "../support/http/routes.js";
import { pendingSignIn } from "../support/http/secondFactors.js";
import { TestClient, type TestResponse } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { aPasskeyOwner, aProof } from "../support/webauthn/passkeys.js";

type Visitor = Awaited<ReturnType<typeof aVisitor>>;

/** A signed-in user to whom one link of each purpose has just been mailed. */
async function aVisitor(server: TestServer) {
  const visitor = await aSignedInUser(server);
  const { _id: userId, email, passwordChangedAt } = visitor.user;
  const links = new OneTimeLinks({ tokens: server.store.oneTimeTokens, clock: server.clock });
  const newEmail = aRegistration().email;
  return {
    ...visitor,
    verification: await links.issue({ purpose: "verify-email", userId, payload: { email } }),
    reset: await links.issue({ purpose: "reset-password", userId, payload: { email, passwordChangedAt } }),
    change: await links.issue({ purpose: "change-email", userId, payload: { email: newEmail, passwordChangedAt } }),
  };
}

/** A request to the route that would succeed if the store answered, and the tokens of who sends it. */
async function aGoodRequest(server: TestServer, route: (typeof ROUTES)[number]) {
  const visitor = await aVisitor(server);
  const { client, user } = visitor;
  const send =
    (await FACTOR_REQUESTS[route.name]?.(server, client, user)) ?? (() => goodRequest(server, route, visitor));
  // A new factor has given the session new tokens.
  return { send, ...tokensOf(client) };
}

/** Sends what needs nothing but an account, a session and links. */
function goodRequest(server: TestServer, { method, path }: (typeof ROUTES)[number], visitor: Visitor) {
  const { user, accessToken, refreshToken, sessionId } = visitor;
  const bodies: Record<string, unknown> = {
    "/api/v1/auth/register": aRegistration(),
    "/api/v1/auth/login": { username: user.username, password: PASSWORD },
    "/api/v1/auth/refresh-token": { refreshToken },
    "/api/v1/auth/reauthenticate": { password: PASSWORD },
    "/api/v1/auth/change-password": { currentPassword: PASSWORD, newPassword: "a new horse battery" },
    "/api/v1/auth/forgot-password": { email: user.email },
    "/api/v1/auth/resend-verification": { email: user.email },
    "/api/v1/auth/email-code": { email: user.email },
    "/api/v1/auth/verify-email": { token: visitor.verification },
    "/api/v1/auth/reset-password": { token: visitor.reset, newPassword: "a new horse battery" },
    "/api/v1/auth/confirm-email-change": { token: visitor.change },
    "/api/v1/users/change-email": { newEmail: aRegistration().email, password: PASSWORD },
    "/api/v1/users/account": { password: PASSWORD },
    "/api/v1/users/settings": { fullName: "Grace Hopper" },
  };
  const json = bodies[path];
  const target = path.includes("/sessions/") ? `/api/v1/auth/sessions/${sessionId}` : path;
  const client = new TestClient(server.origin, { cookies: { accessToken, refreshToken } });
  return client.send(method, target, json === undefined ? {} : { json });
}

/** Nothing of the inside: no stack, no cause, no path, no name of a class. */
function expectNothingInside(response: TestResponse, ...secrets: string[]): void {
  const everything = JSON.stringify([...response.headers]) + JSON.stringify(response.body);
  for (const secret of [...secrets, "Error", ".ts", ".js", "node_modules", "    at ", "/src/", "sqlite", "mongo"]) {
    expect(everything).not.toContain(secret);
  }
}

const USING_STORE = ROUTES.filter(({ usesStore }) => usesStore);

// An outage says nothing about credentials.
describeOnEveryStore("while the store is down", (servers) => {
  const server = servers.shared({ emailCode: "on" });

  test.each(USING_STORE)(
    "$method $path answers 503 with Retry-After, never 401, and touches no cookie",
    async (route) => {
      const { send, accessToken } = await aGoodRequest(server(), route);
      server().probe.breakWith(new StoreUnavailableError("The database at /var/db/secret.db is gone."));
      await server().quiet();
      const response = await send();
      server().probe.heal();

      expectFailure(response, 503, "STORE_UNAVAILABLE");
      expect(Number(response.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(response.headers.get("www-authenticate")).toBeNull();
      expectNothingInside(response, "secret.db");
      expect(server().probe.writes).toEqual([]);
      // Switched back, the same tokens work.
      expect(await refusalOfAccess(server(), accessToken)).toBeNull();
      const again = await send();
      expect(again.status).toBeLessThan(300);
    },
  );

  test("POST /auth/passkeys/options, answers 503 if it has to name the passkeys of a pending sign-in", async () => {
    const { user, authenticator } = await aPasskeyOwner(server());
    const { client, flow } = await pendingSignIn(server(), user);
    await server().quiet();
    server().probe.breakWith(new StoreUnavailableError("gone"));
    expectFailure(await client.post("/auth/passkeys/options", { flow }), 503, "STORE_UNAVAILABLE");
    server().probe.heal();
    const proof = await aProof(client, authenticator, { flow });
    expect((await client.post("/auth/second-factor", proof)).status).toBe(200);
  });

  test("a write of unknown outcome is not taken for a failed one: the refresh finds its own write and answers it", async () => {
    const { refreshToken, sessionId } = await aSignedInUser(server());
    const { store, probe } = server();
    let broken = false;
    probe.before(async (verb) => {
      if (verb !== "sessions.compareAndSet" || broken) return;
      broken = true;
      throw new StoreUnavailableError("The connection broke.", { outcome: "unknown" });
    });
    const response = await new TestClient(server().api).post("/auth/refresh-token", { refreshToken });
    probe.heal();
    expect(response.status).toBe(200);
    expect(await store.sessions.get(sessionId)).toMatchObject({ generation: 1, revokedAt: null });
  });

  test("every refresh that was answered with 503 can be repeated with the same token", async () => {
    const { refreshToken } = await aSignedInUser(server());
    const refresh = () => new TestClient(server().api).post("/auth/refresh-token", { refreshToken });
    server().probe.before((verb) => {
      if (verb === "sessions.compareAndSet") throw new StoreUnavailableError("Cannot write.");
    });
    expectFailure(await refresh(), 503, "STORE_UNAVAILABLE");
    expectFailure(await refresh(), 503, "STORE_UNAVAILABLE");
    server().probe.heal();
    expect((await refresh()).status).toBe(200);
  });

  test("a confirmation that cannot be written spoils no answer, and is logged", async () => {
    const own = await servers.own({ emailCode: "on" });
    const { accessToken } = await aSignedInUser(own);
    own.probe.before((verb) => {
      if (verb === "sessions.compareAndSet") throw new StoreUnavailableError("Cannot write.");
    });
    expect(await refusalOfAccess(own, accessToken)).toBeNull();
    await vi.waitFor(() => expect(own.log.join("")).toContain("Work in the background failed."));
    own.probe.heal();
  });

  test("many lost races in a row are 503, busy, and the token still works", async () => {
    const { refreshToken, sessionId } = await aSignedInUser(server());
    const { store, probe } = server();
    probe.before(async (verb) => {
      if (verb !== "sessions.compareAndSet") return;
      const session = await store.sessions.get(sessionId);
      if (session !== null)
        await store.sessions.compareAndSet({ ...session, version: session.version + 1 }, session.version);
    });
    const response = await new TestClient(server().api).post("/auth/refresh-token", { refreshToken });
    expectFailure(response, 503, "STORE_UNAVAILABLE");
    expect(response.headers.get("retry-after")).toBe("1");
    probe.heal();
    expect((await new TestClient(server().api).post("/auth/refresh-token", { refreshToken })).status).toBe(200);
  });

  test("liveness stays 200, so that nobody restarts the process; readiness is 503", async () => {
    server().probe.breakWith(new StoreUnavailableError("gone"));
    const client = new TestClient(server().origin);
    const [live, ready] = [await client.get("/health/live"), await client.get("/health/ready")];
    server().probe.heal();
    expect(live.status).toBe(200);
    expectFailure(ready, 503, "STORE_UNAVAILABLE");
    expect(ready.headers.get("retry-after")).toBe("2");
    expect((await client.get("/health/ready")).status).toBe(200);
  });

  test("what needs no store is still answered as ever", async () => {
    server().probe.breakWith(new StoreUnavailableError("gone"));
    const client = new TestClient(server().api);
    const answers = [
      await client.get("/users/profile"),
      await client.get("/users/profile", { bearer: "a.b.c" }),
      await client.post("/auth/refresh-token", { refreshToken: "garbage" }),
      await client.post("/auth/register", {}),
      await client.post("/auth/passkeys/options", {}),
      await client.get("/auth/nothing"),
      await client.get("/auth/login"),
      await client.send("OPTIONS", "/auth/login"),
    ];
    server().probe.heal();
    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 400, 200, 404, 405, 204]);
  });
});
describeOnEveryStore("a bug of ours", (servers) => {
  const shared = servers.shared({ emailCode: "on" });

  test.each(USING_STORE)(
    "on $method $path is 500 INTERNAL, and not ready for a probe; the cause goes to the log, under the request's id, and nowhere else",
    async (route) => {
      const server = shared();
      const { send, accessToken } = await aGoodRequest(server, route);
      server.probe.breakWith(new TypeError("cannot read 'x' of undefined at /srv/latchkey/secret.ts"));
      const response = await send();
      server.probe.heal();

      // A probe only needs to know where not to send requests.
      if (route.path === "/health/ready") expectFailure(response, 503, "STORE_UNAVAILABLE");
      else expectFailure(response, 500, "INTERNAL");
      expectNothingInside(response, "cannot read", "secret.ts");
      const lines = server.log.map(
        (line) => JSON.parse(line) as { requestId?: string; err?: { message: string; stack: string } },
      );
      const line = lines.find(({ requestId }) => requestId === response.headers.get("x-request-id"));
      expect(line?.err?.message).toContain("cannot read 'x' of undefined");
      expect(line?.err?.stack).toContain("TypeError");
      expect(await refusalOfAccess(server, accessToken)).toBeNull();
    },
  );
});

describeOnOneStore("in any NODE_ENV", (servers) => {
  test.each(["production", "development", "test", "prod", ""])(
    "'%s' no answer shows a stack or a cause",
    async (env) => {
      vi.stubEnv("NODE_ENV", env);
      const server = await servers.own({ emailCode: "on" });
      const user = await anAccount(server);
      const client = new TestClient(server.origin);
      const json = { "content-type": "application/json" };
      const answers = [
        await client.get("/nothing"),
        await client.get("/%ff"),
        await client.post("/api/v1/auth/login", undefined, { text: "{oops", headers: json }),
        await client.post("/api/v1/auth/login", undefined, { text: `"${"x".repeat(20_000)}"`, headers: json }),
        await client.post("/api/v1/auth/login", { username: user.username, password: "wrong horse" }),
      ];
      server.probe.breakWith(new TypeError("inside"));
      answers.push(await client.post("/api/v1/auth/login", { username: user.username, password: PASSWORD }));
      answers.push(await client.get("/health/ready"));
      server.probe.heal();
      vi.unstubAllEnvs();
      for (const answer of answers) {
        expect(answer.body.success).toBe(false);
        expectNothingInside(answer, "inside", "oops");
      }
    },
  );
});
