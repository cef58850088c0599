import { describe, expect, test } from "vitest";
import { createLatchkeyClient } from "../../packages/client/src/index.js";
import { type Echo, startOwnApi } from "../support/client/ownApi.js";
import { createSharedStorage } from "../support/client/sharedStorage.js";
import { startWorld } from "../support/client/world.js";
import { MINUTE } from "../support/ManualClock.js";

const REFRESH = "POST /auth/refresh-token";

/** A client whose access token has expired, and an API of its own at an origin that it lists. */
async function aWorldWithAnApi() {
  const world = await startWorld();
  const own = await startOwnApi(world.server.api);
  const { stored, user } = await world.aStoredSession();
  const storage = createSharedStorage(stored);
  const client = createLatchkeyClient({ baseUrl: world.api, storage, origins: [own.origin] });
  await client.start();
  world.clock.advance(16 * MINUTE);
  return { world, own, storage, client, user, url: `${own.origin}/orders` };
}

function aStream(...chunks: string[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start: (controller) => {
      for (const chunk of chunks) controller.enqueue(new TextEncoder().encode(chunk));
      controller.close();
    },
  });
}

function aForm(): FormData {
  const form = new FormData();
  form.set("name", "Ada");
  return form;
}

describe("fetch", () => {
  test.each<[string, (url: string) => Parameters<typeof fetch>, string]>([
    ["a text", (url) => [url, { method: "POST", body: "two apples" }], "two apples"],
    ["a URL", (url) => [new URL(url), { method: "PUT", body: "two apples" }], "two apples"],
    ["bytes", (url) => [url, { method: "PATCH", body: new TextEncoder().encode("two apples") }], "two apples"],
    ["a form", (url) => [url, { method: "POST", body: aForm() }], 'name="name"\r\n\r\nAda'],
    ["a Request", (url) => [new Request(url, { method: "POST", body: "two apples" })], "two apples"],
    [
      "a stream, which can be read once",
      (url) => [url, { method: "POST", body: aStream("two ", "apples"), duplex: "half" } as RequestInit],
      "two apples",
    ],
  ])("repeats a request with %s after a refresh, body and all", async (_name, request, body) => {
    const { world, own, client, url } = await aWorldWithAnApi();

    const response = await client.fetch(...request(url));

    const echo = (await response.json()) as Echo;
    expect(response.status).toBe(200);
    expect(echo.body).toContain(body);
    expect(own.seen.map((one) => one.body.length)).toEqual([echo.body.length, echo.body.length]);
    expect(world.count(REFRESH)).toBe(1);
  });

  test("keeps the headers and the method of the request", async () => {
    const { client, url } = await aWorldWithAnApi();

    const response = await client.fetch(url, { method: "DELETE", headers: { "x-reason": "mistake" } });

    const { method, headers } = (await response.json()) as Echo;
    expect(method).toBe("DELETE");
    expect(headers).toMatchObject({ "x-reason": "mistake", authorization: expect.stringMatching(/^Bearer ey/) });
  });

  test("hands on a 401 that is not about the token, unread and without a refresh", async () => {
    const { world, client, own } = await aWorldWithAnApi();

    const response = await client.fetch(`${own.origin}/of-another-make`);

    expect([response.status, await response.text()]).toEqual([401, "Who are you?"]);
    expect(own.seen.length).toBe(1);
    expect(world.count(REFRESH)).toBe(0);
  });

  test("answers a 401 only when the session is over", async () => {
    const { world, client, url, user } = await aWorldWithAnApi();
    await world.server.container.allSessions.revoke({
      userId: user._id,
      sessionId: "",
      client: { isBrowser: false, ip: null, userAgent: null },
    });

    const response = await client.fetch(url, { method: "POST", body: "two apples" });

    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: "ACCESS_TOKEN_EXPIRED" });
    expect(client.state).toEqual({ status: "signed-out", reason: "logout-all" });
  });

  test("rejects when the session cannot be refreshed now: that is no 401", async () => {
    const { world, client, url } = await aWorldWithAnApi();
    world.proxy.follow(({ path }) => (path.endsWith("refresh-token") ? { status: 503 } : {}));

    await expect(client.fetch(url)).rejects.toMatchObject({ name: "LatchkeyError", status: 503 });
    expect(client.state.status).toBe("signed-in");
  });

  test("rejects as fetch does when its own request fails", async () => {
    const { client, url } = await aWorldWithAnApi();
    const aborted = AbortSignal.abort();

    await expect(client.fetch(url, { signal: aborted })).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("another origin gets nothing", () => {
  test("neither token nor repeat", async () => {
    const { world, client } = await aWorldWithAnApi();
    const foreign = await startOwnApi(world.server.api);

    const response = await client.fetch(`${foreign.origin}/orders`);

    expect(response.status).toBe(401);
    expect(foreign.seen.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(world.count(REFRESH)).toBe(0);
  });

  test.each([
    "https://auth.example.com.evil.example/x",
    "https://auth.example.com:8443/x",
    "http://auth.example.com/x",
    "https://evil.example/https://auth.example.com/",
    "https://evil.example\\@auth.example.com/x",
    "https://auth.example.com\\.evil.example/x",
    "https://evil.example/?https://auth.example.com/",
    "https://auth.example.com\t.evil.example/x",
  ])("nor one that looks like an own: %s", async (url) => {
    const sent: Request[] = [];
    const stored = { accessToken: "secret", refreshToken: "secret", accessExpiresAt: null, pendingKey: null };
    const client = createLatchkeyClient({
      baseUrl: "https://auth.example.com/api/v1",
      storage: createSharedStorage(stored),
      fetch: async (input, init) => {
        sent.push(new Request(input, init));
        return new Response();
      },
    });

    await client.fetch(url);
    await client.fetch("https://auth.example.com/orders");

    const leaked = sent.filter((request) => request.headers.has("authorization"));
    expect(leaked.map((request) => new URL(request.url).host)).toEqual(
      sent
        .map((request) => new URL(request.url))
        .filter(({ origin }) => origin === "https://auth.example.com")
        .map(({ host }) => host),
    );
    expect(leaked.length).toBeLessThanOrEqual(2);
  });

  test("with tokens, Latchkey itself gets no cookie along with them", async () => {
    const sent: Request[] = [];
    const client = createLatchkeyClient({
      baseUrl: "https://auth.example.com/api/v1",
      storage: createSharedStorage({ accessToken: "a", refreshToken: "r", accessExpiresAt: null, pendingKey: null }),
      fetch: async (input, init) => {
        sent.push(new Request(input, init));
        return new Response();
      },
    });

    await client.start();

    expect(sent.map(({ credentials, headers }) => [credentials, headers.get("authorization")])).toEqual([
      ["omit", "Bearer a"],
    ]);
  });

  test("with cookies, only the base URL's origin gets them", async () => {
    const sent: Request[] = [];
    const client = createLatchkeyClient({
      baseUrl: "https://auth.example.com/api/v1",
      mode: "cookies",
      origins: ["https://api.example.com"],
      fetch: async (input, init) => {
        sent.push(new Request(input, init));
        return new Response();
      },
    });

    for (const host of ["auth.example.com", "api.example.com", "evil.example"]) await client.fetch(`https://${host}/x`);

    expect(sent.map(({ credentials }) => credentials)).toEqual(["include", "same-origin", "same-origin"]);
  });
});
