import { expect, test } from "vitest";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { aSignedInUser } from "../support/http/accounts.js";
import { describeOnOneStore } from "../support/http/everyStore.js";
import { expectFailure } from "../support/http/expectFailure.js";
import { rawRequest } from "../support/http/rawRequest.js";
import { TestClient } from "../support/http/TestClient.js";

const PATH = "/.well-known/jwks.json";

describeOnOneStore("the key set", (servers) => {
  const server = servers.shared({ accessTokenAlgorithm: "ES256" });
  const ask = (headers: Record<string, string> = {}) => fetch(server().origin + PATH, { headers });

  test("shows the public members of each key, and no other", async () => {
    await server().container.signingKeys.generateKey();
    const response = await ask();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json; charset=utf-8");
    const coordinate = expect.stringMatching(/^[\w-]{43}$/);
    const key = { kty: "EC", crv: "P-256", x: coordinate, y: coordinate, kid: coordinate, alg: "ES256", use: "sig" };
    expect(await response.json()).toEqual({ keys: [key, key] });
  });

  test("may be kept by anybody, read by any page, and is no place for a cookie", async () => {
    const { client } = await aSignedInUser(server());
    const jar = new TestClient(server().origin, { cookies: Object.fromEntries(client.cookies) });
    const { headers, setCookies } = await jar.get(PATH);
    expect(headers.get("cache-control")).toBe("public, max-age=600");
    expect(headers.get("access-control-allow-origin")).toBe("*");
    expect(headers.get("access-control-allow-credentials")).toBeNull();
    expect(headers.get("vary")).toBeNull();
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(setCookies).toEqual([]);
  });

  test("has an ETag that changes with the keys; what it names is not sent again", async () => {
    const own = await servers.own({ accessTokenAlgorithm: "ES256" });
    const etagOf = async () => (await fetch(own.origin + PATH)).headers.get("etag") ?? "";
    const etag = await etagOf();
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    const unchanged = await rawRequest(own.origin, { path: PATH, headers: { "if-none-match": etag } });
    expect(unchanged).toMatchObject({ status: 304, text: "", headers: { "cache-control": "public, max-age=600" } });
    await own.container.signingKeys.generateKey();
    expect(await etagOf()).not.toBe(etag);
    const changed = await rawRequest(own.origin, { path: PATH, headers: { "if-none-match": etag } });
    expect(changed.status).toBe(200);
  });

  test("HEAD answers as GET does, without a body", async () => {
    const head = await rawRequest(server().origin, { method: "HEAD", path: PATH });
    expect(head).toMatchObject({ status: 200, text: "", headers: { "cache-control": "public, max-age=600" } });
  });

  test("is answered from memory: an outage of the store stops nobody who only checks tokens", async () => {
    const own = await servers.own({ accessTokenAlgorithm: "ES256" });
    await own.quiet();
    own.probe.breakWith(new StoreUnavailableError("down"));
    expect((await fetch(own.origin + PATH)).status).toBe(200);
    expect(own.probe.calls).toEqual([]);
    own.probe.heal();
  });

  test("with HS256 alone there are no keys: 404, which nobody may cache", async () => {
    const own = await servers.own();
    const response = await new TestClient(own.origin).get(PATH);
    expectFailure(response, 404, "NOT_FOUND");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await own.store.signingKeys.list()).toEqual([]);
  });

  test("is there already while ES256 is only accepted, so that others learn the keys before they are used", async () => {
    const own = await servers.own({ accessTokenAlgorithm: ["HS256", "ES256"] });
    expect((await fetch(own.origin + PATH)).status).toBe(200);
  });
});
