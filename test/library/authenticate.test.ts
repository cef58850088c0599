import { once } from "node:events";
import { createServer, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Authenticated, Latchkey } from "../../src/latchkey.js";
import { listen } from "../../src/serve/httpServer.js";
import { MINUTE } from "../../src/utils/duration.js";
import { TestClient } from "../support/http/TestClient.js";
import { makeLatchkey, serve, signUp } from "../support/library/hostApp.js";

const OWN = "http://localhost:3000";
const FOREIGN = "https://evil.example";

async function signedIn() {
  const { latchkey } = makeLatchkey({ publicUrl: OWN });
  const origin = await serve((app) => {
    app.use("/api/v1", latchkey.router);
    app.get("/guarded", latchkey.verifyJWT, (_req, res) => void res.json({}));
    app.get("/open", latchkey.optionalJWT, (req, res) => void res.json({ user: req.user ?? null, auth: req.auth }));
  });
  const ada = await signUp(`${origin}/api/v1`);
  return { latchkey, ...ada, cookie: `accessToken=${ada.accessToken}`, origin };
}

const fetched = (headers: Record<string, string>, method = "GET") => new Request(`${OWN}/x`, { method, headers });

/** Sends the headers to a server of Node, and gives the request as it arrives there: by `upgrade` if they ask for one. */
async function arrived(headers: Record<string, string | string[]>, method = "GET"): Promise<IncomingMessage> {
  const server = createServer((_req, res) => void res.end());
  server.on("upgrade", (_req, socket) => void socket.end());
  await listen(server, { host: "127.0.0.1", port: 0 });
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const incoming = once(server, "upgrade" in headers ? "upgrade" : "request");
  const { port } = server.address() as AddressInfo;
  request({ host: "127.0.0.1", port, method, headers })
    .on("error", () => undefined)
    .end();
  const [req] = (await incoming) as [IncomingMessage];
  return req;
}

const handshake = { connection: "Upgrade", upgrade: "websocket" };

/** In a later hour, every access token has expired. */
function letTokensExpire(): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 20 * MINUTE });
}

afterEach(() => {
  vi.useRealTimers();
});

const nameOf = (authenticated: Authenticated | null) => authenticated?.user.username ?? null;

describe("latchkey.authenticate", () => {
  test("says who sends a Request, its headers alone, or a request of Node, by bearer token or cookie", async () => {
    const { latchkey, accessToken, cookie } = await signedIn();
    const bearer = { authorization: `Bearer ${accessToken}` };
    for (const headers of [bearer, { cookie }]) {
      expect(nameOf(await latchkey.authenticate(fetched(headers)))).toBe("ada");
      expect(nameOf(await latchkey.authenticate({ headers: new Headers(headers) }))).toBe("ada");
      expect(nameOf(await latchkey.authenticate(await arrived(headers)))).toBe("ada");
    }
  });

  test("answers the user and the session, frozen, as verifyJWT gives them to a handler", async () => {
    const { latchkey, accessToken, origin } = await signedIn();
    const authenticated = await latchkey.authenticate(fetched({ authorization: `Bearer ${accessToken}` }));
    const { body } = await new TestClient(origin).get("/open", { bearer: accessToken });
    const { user, auth } = body as unknown as { user: object; auth: { sessionId: string; generation: number } };
    expect(authenticated).toEqual({ user, session: { _id: auth.sessionId, generation: auth.generation } });
    expect([authenticated, authenticated?.user, authenticated?.session].every(Object.isFrozen)).toBe(true);
  });

  test("answers null without a token, and for one that is invalid, expired or of an ended session", async () => {
    const { latchkey, client, accessToken, cookie } = await signedIn();
    const ask = (headers: Record<string, string>) => latchkey.authenticate(fetched(headers));
    expect(await ask({})).toBeNull();
    expect(await ask({ authorization: "Bearer x" })).toBeNull();
    expect(await ask({ cookie: "accessToken=x" })).toBeNull();
    letTokensExpire();
    expect(await ask({ cookie })).toBeNull();
    vi.useRealTimers();
    await client.post("/auth/logout", undefined, { bearer: accessToken });
    expect(await ask({ authorization: `Bearer ${accessToken}` })).toBeNull();
  });

  test("the Authorization header beats the cookie, and counts only if it was sent once", async () => {
    const { latchkey, accessToken, cookie } = await signedIn();
    const bearer = `Bearer ${accessToken}`;
    expect(await latchkey.authenticate(fetched({ authorization: "Bearer x", cookie }))).toBeNull();
    expect(nameOf(await latchkey.authenticate(fetched({ authorization: "Basic YTo=", cookie })))).toBe("ada");
    const twice = new Headers([
      ["authorization", bearer],
      ["authorization", "Bearer x"],
    ]);
    expect(await latchkey.authenticate({ headers: twice })).toBeNull();
    expect(await latchkey.authenticate(await arrived({ authorization: [bearer, bearer] }))).toBeNull();
  });

  test("a cookie counts for an unsafe method only from an allowed origin; a bearer token from everywhere", async () => {
    const { latchkey, accessToken, cookie } = await signedIn();
    const post = (headers: Record<string, string>) => latchkey.authenticate(fetched(headers, "POST"));
    expect(nameOf(await post({ cookie, origin: OWN }))).toBe("ada");
    expect(await post({ cookie, origin: FOREIGN })).toBeNull();
    expect(await post({ cookie, origin: "null" })).toBeNull();
    expect(await post({ cookie, "sec-fetch-site": "cross-site" })).toBeNull();
    expect(nameOf(await post({ authorization: `Bearer ${accessToken}`, origin: FOREIGN }))).toBe("ada");
    expect(await latchkey.authenticate(await arrived({ cookie, origin: FOREIGN }, "POST"))).toBeNull();
  });

  test("headers without a method count as those of a reading one, unless they name an origin", async () => {
    const { latchkey, cookie } = await signedIn();
    const ask = (headers: Record<string, string>) => latchkey.authenticate({ headers: new Headers(headers) });
    // A link from another site leads to the page.
    expect(nameOf(await ask({ cookie, "sec-fetch-site": "cross-site" }))).toBe("ada");
    expect(nameOf(await ask({ cookie, origin: OWN }))).toBe("ada");
    expect(await ask({ cookie, origin: FOREIGN })).toBeNull();
  });

  test("a page of another site cannot open a WebSocket with the visitor's cookie", async () => {
    const { latchkey, accessToken, cookie, origin } = await signedIn();
    const open = async (headers: Record<string, string>) =>
      nameOf(await latchkey.authenticate(await arrived({ ...handshake, ...headers })));
    expect(await open({ cookie, origin: OWN })).toBe("ada");
    expect(await open({ cookie, origin: FOREIGN })).toBeNull();
    expect(await open({ cookie, origin: "null" })).toBeNull();
    expect(await open({ cookie, "sec-fetch-site": "same-site" })).toBeNull();
    // No browser leaves the origin out, so this is none.
    expect(await open({ cookie })).toBe("ada");
    expect(await open({ authorization: `Bearer ${accessToken}`, origin: FOREIGN })).toBe("ada");
    // Some runtimes give the handshake as a Request; and a guard may see it before.
    expect(await latchkey.authenticate(fetched({ cookie, origin: FOREIGN, upgrade: "websocket" }))).toBeNull();
    const guarded = await arrivedStatus(`${origin}/guarded`, { upgrade: "websocket", cookie, origin: FOREIGN });
    expect(guarded).toBe(403);
  });

  test("rejects in an outage: nobody is signed out by it", async () => {
    const { latchkey, cookie } = await signedIn();
    await latchkey.close();
    await expect(latchkey.authenticate(fetched({ cookie }))).rejects.toMatchObject({
      name: "LatchkeyError",
      code: "STORE_UNAVAILABLE",
      statusCode: 503,
    });
  });

  test("throws for what is no request, instead of finding nobody", async () => {
    const { latchkey } = makeLatchkey();
    for (const wrong of [{}, { headers: { cookie: "a=b" } }, { headers: undefined }]) {
      const request = wrong as unknown as Parameters<Latchkey["authenticate"]>[0];
      await expect(latchkey.authenticate(request)).rejects.toThrow(TypeError);
    }
  });
});

/** What `fetch` may not send: `Upgrade`, and `Sec-Fetch-Mode`. */
async function arrivedStatus(url: string, headers: Record<string, string>): Promise<number | undefined> {
  const outgoing = request(url, { headers });
  outgoing.end();
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  response.resume();
  return response.statusCode;
}

describe("latchkey.optionalJWT", () => {
  async function ask(origin: string, headers: Record<string, string>) {
    const { status, body } = await new TestClient(origin).get("/open", { headers });
    const { user, code } = body as unknown as { user: { username: string } | null; code?: string };
    return [status, code ?? user?.username ?? null];
  }

  test("sets the user for a valid token, and lets everybody else pass without one", async () => {
    const { accessToken, cookie, client, origin } = await signedIn();
    expect(await ask(origin, { authorization: `Bearer ${accessToken}` })).toEqual([200, "ada"]);
    expect(await ask(origin, { cookie })).toEqual([200, "ada"]);
    expect(await ask(origin, {})).toEqual([200, null]);
    expect(await ask(origin, { authorization: "Bearer x", cookie })).toEqual([200, null]);
    await client.post("/auth/logout", undefined, { bearer: accessToken });
    expect(await ask(origin, { cookie })).toEqual([200, null]);
  });

  test("answers 401 for an expired token, so that the client refreshes it; a page that is opened passes", async () => {
    const { accessToken, cookie, origin } = await signedIn();
    letTokensExpire();
    expect(await ask(origin, { cookie })).toEqual([401, "ACCESS_TOKEN_EXPIRED"]);
    expect(await ask(origin, { authorization: `Bearer ${accessToken}` })).toEqual([401, "ACCESS_TOKEN_EXPIRED"]);
    expect(await arrivedStatus(`${origin}/open`, { cookie, "sec-fetch-mode": "navigate" })).toBe(200);
  });

  test("answers 503 in an outage: nobody becomes a stranger by it", async () => {
    const { latchkey, cookie, origin } = await signedIn();
    await latchkey.close();
    expect(await ask(origin, { cookie })).toEqual([503, "STORE_UNAVAILABLE"]);
  });
});
