import { describe, expect, test, vi } from "vitest";
import type { LatchkeyOptions } from "../../src/latchkey.js";
import { ADA, makeLatchkey } from "../support/library/hostApp.js";
import { mounted } from "../support/library/mounted.js";

const SHOP = "https://shop.example.com";
const PREFLIGHT = { "access-control-request-method": "POST" };
const CREDENTIALS = { username: ADA.username, password: ADA.password };

describe("trustedOrigins", () => {
  test("opens the API to an origin: its preflight, its requests with cookies, and the answers for its pages", async () => {
    const { client } = await mounted({ trustedOrigins: (origin) => origin === SHOP });
    const preflight = await client.send("OPTIONS", "/auth/login", { headers: { origin: SHOP, ...PREFLIGHT } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-origin")).toBe(SHOP);
    const registered = await client.post("/auth/register", ADA, { headers: { origin: SHOP } });
    expect(registered.status).toBe(201);
    expect(registered.headers.get("access-control-allow-origin")).toBe(SHOP);
    expect(registered.headers.get("access-control-allow-credentials")).toBe("true");
    expect(registered.headers.get("vary")).toMatch(/\borigin\b/i);
  });

  test("leaves every other origin where it was", async () => {
    const { client } = await mounted({ trustedOrigins: (origin) => origin === SHOP });
    const headers = { origin: "https://evil.example" };
    const refused = await client.post("/auth/register", ADA, { headers });
    expect(refused.body.code).toBe("ORIGIN_NOT_ALLOWED");
    expect(refused.headers.get("access-control-allow-origin")).toBeNull();
    const preflight = await client.send("OPTIONS", "/auth/login", { headers: { ...headers, ...PREFLIGHT } });
    expect(preflight.headers.get("access-control-allow-origin")).toBeNull();
    expect((await client.post("/auth/login", CREDENTIALS)).status).toBe(401);
  });

  test("is not asked about what the settings allow, what has no origin, and what no browser sends as one", async () => {
    const trustedOrigins = vi.fn(() => true);
    const { client } = await mounted({ trustedOrigins, corsOrigin: [SHOP] });
    const allowed = [SHOP, "http://localhost:3000", "http://127.0.0.1:3000"];
    for (const origin of allowed) {
      expect((await client.post("/auth/login", CREDENTIALS, { headers: { origin } })).status).toBe(401);
    }
    expect((await client.post("/auth/login", CREDENTIALS)).status).toBe(401);
    const opaque = [
      "null",
      "",
      "https://",
      "https://a.example/",
      "https://u@a.example",
      "https://A.example",
      "a.example",
    ];
    for (const origin of [...opaque, `https://${"a".repeat(300)}.example`]) {
      const { body } = await client.post("/auth/login", CREDENTIALS, { headers: { origin } });
      expect(body.code, origin).toBe("ORIGIN_NOT_ALLOWED");
    }
    expect(trustedOrigins).not.toHaveBeenCalled();
    const shell = { headers: { origin: "capacitor://localhost" } };
    expect((await client.post("/auth/login", CREDENTIALS, shell)).status).toBe(401);
  });

  test("is asked again at each request: what the app takes back counts at once", async () => {
    let isOpen = true;
    const { client } = await mounted({ trustedOrigins: () => isOpen });
    const options = { headers: { origin: SHOP } };
    expect((await client.post("/auth/register", ADA, options)).status).toBe(201);
    isOpen = false;
    const refused = await client.post("/auth/login", CREDENTIALS, options);
    expect(refused.body.code).toBe("ORIGIN_NOT_ALLOWED");
    expect(refused.setCookies).toEqual([]);
  });

  test.each([
    [
      "throws",
      () => {
        throw new Error("no tenants");
      },
      "trustedOrigins failed.",
    ],
    ["is asynchronous", (async () => true) as never, "trustedOrigins must return true or false."],
  ])("that %s allows nothing: 500, and a log line that names it", async (_, trustedOrigins, message) => {
    const { client, lines } = await mounted({ trustedOrigins });
    const options = { headers: { origin: SHOP } };
    const answer = await client.post("/auth/register", ADA, options);
    expect(answer.status).toBe(500);
    expect(answer.headers.get("access-control-allow-origin")).toBeNull();
    expect(lines.find(({ level }) => level === "error")?.fields["err"]).toMatchObject({ message });
  });

  test("must be a function", () => {
    const options = { trustedOrigins: [SHOP] } as unknown as LatchkeyOptions;
    expect(() => makeLatchkey(options)).toThrow("trustedOrigins must be a function");
  });
});
