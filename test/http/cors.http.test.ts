import { expect, test } from "vitest";
import { aSignedInUser } from "../support/http/accounts.js";
import { describeOnOneStore } from "../support/http/everyStore.js";
import { TestClient } from "../support/http/TestClient.js";

const APP = "https://app.example.com";
/** As the shells of apps and the extensions of browsers send them. */
const SHELLS = [
  "capacitor://localhost",
  "ionic://localhost",
  "tauri://localhost",
  "app://my-app",
  "chrome-extension://abcdefghijklmnopabcdefghijklmnop",
  "moz-extension://6f0c6d0e-5d0b-4c52-9a53-0a4bd2f4d9a1",
  "safari-web-extension://6F0C6D0E-5D0B-4C52-9A53-0A4BD2F4D9A1",
];
const FOREIGN = [
  "https://evil.example",
  "https://app.example.com.evil.example",
  "https://xapp.example.com",
  "https://app.example.com:8443",
  "http://app.example.com",
  "https://APP.example.com",
  "null",
  "capacitor://evil",
  "chrome-extension://ponmlkjihgfedcbaponmlkjihgfedcba",
  "https://app.example.com/",
  "*",
];
describeOnOneStore("CORS", (servers) => {
  const server = servers.shared({ corsOrigin: [APP, "http://localhost:5173", ...SHELLS] });
  const closed = servers.shared();

  test.each([APP, "http://localhost:5173", ...SHELLS])("%s may read answers, with credentials", async (origin) => {
    const { client } = await aSignedInUser(server());
    const { status, headers } = await client.get("/users/profile", { headers: { origin } });
    expect(status).toBe(200);
    expect(headers.get("access-control-allow-origin")).toBe(origin);
    expect(headers.get("access-control-allow-credentials")).toBe("true");
    expect(headers.get("vary")).toMatch(/\borigin\b/i);
    const exposed = headers.get("access-control-expose-headers");
    for (const name of ["Retry-After", "X-Request-Id", "WWW-Authenticate"]) expect(exposed).toContain(name);
  });

  test("an allowed origin may read refusals too", async () => {
    const { status, headers } = await new TestClient(server().api).get("/users/profile", { headers: { origin: APP } });
    expect(status).toBe(401);
    expect(headers.get("access-control-allow-origin")).toBe(APP);
  });

  test("a preflight of an allowed origin is answered without a token", async () => {
    const headers = {
      origin: APP,
      "access-control-request-method": "PATCH",
      "access-control-request-headers": "authorization,content-type",
    };
    const response = await new TestClient(server().api).send("OPTIONS", "/users/settings", { headers });
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe(APP);
    expect(response.headers.get("access-control-allow-methods")).toContain("PATCH");
    expect(response.headers.get("access-control-allow-headers")).toContain("authorization");
    expect(response.headers.get("vary")).toMatch(/\borigin\b/i);
  });

  test.each(FOREIGN)("%s may read nothing, not even by a preflight", async (origin) => {
    const { client } = await aSignedInUser(server());
    const preflight = { origin, "access-control-request-method": "PATCH" };
    for (const response of [
      await client.get("/users/profile", { headers: { origin } }),
      await client.send("OPTIONS", "/users/settings", { headers: preflight }),
      await client.post("/auth/logout", {}, { headers: { origin } }),
    ]) {
      expect(response.headers.get("access-control-allow-origin")).toBeNull();
      expect(response.headers.get("vary")).toMatch(/\borigin\b/i);
    }
  });

  test("without CORS_ORIGIN no answer names any origin", async () => {
    const { client } = await aSignedInUser(closed());
    for (const origin of [APP, "http://localhost:3000"]) {
      for (const response of [
        await client.get("/users/profile", { headers: { origin } }),
        await client.send("OPTIONS", "/users/profile", { headers: { origin, "access-control-request-method": "GET" } }),
      ]) {
        const names = [...response.headers.keys()].filter((name) => name.startsWith("access-control-"));
        expect(names).toEqual([]);
      }
    }
  });

  test.each([APP, ...SHELLS])("a cookie on a page of %s, which is allowed, may act", async (origin) => {
    const { client } = await aSignedInUser(server());
    const headers = { origin, "sec-fetch-site": "cross-site" };
    const response = await client.send("PATCH", "/users/settings", { json: { fullName: "Grace" }, headers });
    expect(response.status).toBe(200);
  });
});
