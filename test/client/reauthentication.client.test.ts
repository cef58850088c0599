import { describe, expect, test, vi } from "vitest";
import type { WantedProof } from "../../packages/client/src/index.js";
import { type Scripted, scriptedApi } from "../support/client/scriptedApi.js";
import { createSharedStorage } from "../support/client/sharedStorage.js";
import { aSignal } from "../support/client/signal.js";

const ADA = { _id: "ada", username: "ada" };
const STORED = { accessToken: "access-1", refreshToken: "refresh-1", accessExpiresAt: null, pendingKey: null };
const PROVED = { data: { level: 2, authenticatedAt: 1, accessToken: "access-2" } };
const WANTED = { level: 2, maxAgeSeconds: 300 };

/** What `requireFresh("5m", { level: 2 })` answers. */
const STALE: Scripted = {
  status: 401,
  code: "REAUTHENTICATION_REQUIRED",
  headers: {
    "WWW-Authenticate": 'Bearer error="insufficient_user_authentication", acr_values="aal2", max_age="300"',
  },
};

/** Serves everything, but what begins with `guarded` only after a proof. */
function aGuardedServer(guarded = "/orders", stale: Scripted = STALE) {
  let isFresh = false;
  return scriptedApi((line) => {
    if (line === "POST /auth/reauthenticate") {
      isFresh = true;
      return PROVED;
    }
    if (line.includes(guarded) && !isFresh) return stale;
    return line === "GET /users/profile" ? { data: ADA } : { data: {} };
  });
}

/** A client whose user gives the proof when asked. */
function aWillingUser(server = aGuardedServer()) {
  const storage = createSharedStorage(STORED);
  const asked: WantedProof[] = [];
  const client = server.aClient({
    storage,
    onReauthenticate: async (wanted) => {
      asked.push(wanted);
      await client.reauthenticate({ code: "287082" });
      return true;
    },
  });
  return { server, storage, client, asked, orders: `${server.baseUrl}/orders` };
}

describe("a request that needs a fresh proof", () => {
  test("asks the app once, with what is wanted, and is repeated once with its body", async () => {
    const { server, client, asked, orders } = aWillingUser();

    const response = await client.fetch(orders, { method: "POST", body: '{"apples":2}' });

    expect(response.status).toBe(200);
    expect(asked).toEqual([WANTED]);
    expect(server.seen).toEqual([
      { line: "POST /orders", body: { apples: 2 } },
      { line: "POST /auth/reauthenticate", body: { code: "287082" } },
      { line: "POST /orders", body: { apples: 2 } },
    ]);
  });

  test("carries the new access token when it is repeated, and the refresh token stays", async () => {
    const { client, storage, orders } = aWillingUser();

    await client.fetch(orders);

    expect(storage.now()).toEqual({ ...STORED, accessToken: "access-2" });
  });

  test("is answered 401 when the user does not want to, and nobody is signed out", async () => {
    const { client, server, orders } = aWillingUser();
    await client.start();
    client.onReauthenticate = () => false;

    const response = await client.fetch(orders);

    expect([response.status, await response.json()]).toMatchObject([401, { code: "REAUTHENTICATION_REQUIRED" }]);
    expect(client.state.status).toBe("signed-in");
    expect(server.lines()).toEqual(["GET /users/profile", "GET /orders"]);
  });

  test("is answered 401 in an app that does not ask", async () => {
    const { client, orders } = aWillingUser();
    client.onReauthenticate = undefined;

    expect((await client.fetch(orders)).status).toBe(401);
  });

  test("is not repeated twice, whatever the answer", async () => {
    const { client, server, orders } = aWillingUser(scriptedApi((line) => (line.includes("auth") ? PROVED : STALE)));

    expect((await client.fetch(orders)).status).toBe(401);

    expect(server.lines()).toEqual(["GET /orders", "POST /auth/reauthenticate", "GET /orders"]);
  });

  test("shares its question with the others of the same moment", async () => {
    const { client, asked, orders } = aWillingUser();

    const responses = await Promise.all([1, 2, 3].map(() => client.fetch(orders)));

    expect(responses.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(asked).toEqual([WANTED]);
  });

  test("whose refusal was on its way while the user gave the proof is repeated without a question", async () => {
    const arrival = aSignal();
    const server = aGuardedServer();
    const { client, asked, orders } = aWillingUser({
      ...server,
      aClient: (options) =>
        server.aClient({
          ...options,
          fetch: async (input, init) => {
            const isSlow = new Request(input).url.endsWith("?slow") && server.seen.length === 0;
            const response = await server.fetch(input, init);
            if (isSlow) await arrival.given;
            return response;
          },
        }),
    });

    const slow = client.fetch(`${orders}?slow`);
    await vi.waitUntil(() => server.seen.length === 1);
    await client.fetch(orders);
    arrival.give();

    expect((await slow).status).toBe(200);
    expect(asked.length).toBe(1);
  });

  test("rejects with what the dialog failed with, and the next request asks again", async () => {
    const { client, orders, asked } = aWillingUser();
    const ask = client.onReauthenticate;
    client.onReauthenticate = () => Promise.reject(new Error("No dialog."));
    await expect(client.fetch(orders)).rejects.toThrow("No dialog.");

    client.onReauthenticate = ask;
    expect((await client.fetch(orders)).status).toBe(200);
    expect(asked.length).toBe(1);
  });

  test("says null where a server on another origin hides the header", async () => {
    const { client, asked, orders } = aWillingUser(
      aGuardedServer("/orders", { status: 401, code: "REAUTHENTICATION_REQUIRED" }),
    );

    await client.fetch(orders);

    expect(asked).toEqual([{ level: null, maxAgeSeconds: null }]);
  });
});

test("a call of the client asks as a request of the app does", async () => {
  const { client, asked, server } = aWillingUser(aGuardedServer("/users/change-email"));

  await client.changeEmail({ newEmail: "lovelace@example.com", password: "correct horse battery" });

  expect(asked).toEqual([WANTED]);
  expect(server.lines()).toEqual(["POST /users/change-email", "POST /auth/reauthenticate", "POST /users/change-email"]);
});

test("a link that needs a session of its account asks nobody for a proof: another one is signed in", async () => {
  const { client, asked } = aWillingUser(aGuardedServer("/auth/confirm-email-change"));
  await client.start();

  await expect(client.confirmEmailChange("token")).rejects.toMatchObject({ code: "REAUTHENTICATION_REQUIRED" });

  expect(asked).toEqual([]);
});

test("a proof keeps the key of a refresh that is not answered yet", async () => {
  const { client, storage } = aWillingUser();
  storage.put({ ...STORED, pendingKey: "key-1" });

  expect(await client.reauthenticate({ password: "correct horse battery" })).toMatchObject({ level: 2 });

  expect(storage.now()).toEqual({ ...STORED, accessToken: "access-2", pendingKey: "key-1" });
});

test("a proof does not bring back tokens that another process has replaced meanwhile", async () => {
  const storage = createSharedStorage(STORED);
  const refreshed = { ...STORED, accessToken: "access-9", refreshToken: "refresh-9" };
  const server = scriptedApi(() => {
    storage.put(refreshed);
    return PROVED;
  });

  await server.aClient({ storage }).reauthenticate({ password: "correct horse battery" });

  expect(storage.now()).toEqual(refreshed);
});

test("a wrong proof rejects, and signs nobody out", async () => {
  const storage = createSharedStorage(STORED);
  const server = scriptedApi(() => ({ status: 401, code: "INVALID_CREDENTIALS" }));

  await expect(server.aClient({ storage }).reauthenticate({ password: "wrong" })).rejects.toMatchObject({
    code: "INVALID_CREDENTIALS",
  });

  expect(storage.now()).toEqual(STORED);
});
