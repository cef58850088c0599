import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { describe, expect, test } from "vitest";
import { ApiError } from "../utils/ApiError.js";
import { createOriginRule } from "./originRule.js";

/** The refusal of a POST with these headers, or `null`. */
function refusal(config: Parameters<typeof createOriginRule>[0], headers: IncomingHttpHeaders): ApiError | null {
  try {
    createOriginRule(config)({ method: "POST", headers } as IncomingMessage);
    return null;
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
}

const at = (publicOrigin: string, ...corsOrigins: string[]) => ({ publicOrigin, corsOrigins });

describe("a public URL on localhost", () => {
  test.each(["http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000", "http://app.localhost:3000"])(
    "%s allows its three loopback names on its port, and no other",
    (publicOrigin) => {
      for (const origin of [publicOrigin, "http://localhost:3000", "http://127.0.0.1:3000", "http://[::1]:3000"]) {
        expect(refusal(at(publicOrigin), { origin })).toBeNull();
      }
      for (const origin of [
        "http://127.0.0.1:3001",
        "http://127.0.0.1",
        "https://127.0.0.1:3000",
        "http://127.0.0.2:3000",
        "http://[::2]:3000",
        "http://evil.localhost:3000",
      ]) {
        expect(refusal(at(publicOrigin), { origin })?.code).toBe("ORIGIN_NOT_ALLOWED");
      }
    },
  );

  test("has the port of its scheme when none is written", () => {
    expect(refusal(at("http://localhost"), { origin: "http://127.0.0.1" })).toBeNull();
    expect(refusal(at("http://localhost"), { origin: "http://127.0.0.1:3000" })).not.toBeNull();
  });
});

test("a public URL elsewhere has no twins", () => {
  for (const origin of ["http://localhost", "https://localhost", "https://127.0.0.1", "https://[::1]"]) {
    expect(refusal(at("https://auth.example.com"), { origin })?.code).toBe("ORIGIN_NOT_ALLOWED");
  }
});

describe("a refusal", () => {
  const config = at("https://auth.example.com", "https://app.example.com", "https://secret-project.example.com");

  test("names the origin, the public URL and the setting to a stranger, and not whom else the operator allows", () => {
    const refused = refusal(config, { origin: "https://elsewhere.example" });
    expect(refused?.message).toContain('"https://elsewhere.example"');
    expect(refused?.message).toContain("https://auth.example.com");
    expect(refused?.message).toContain("CORS_ORIGIN");
    expect(refused?.message).not.toMatch(/secret-project|app\.example/);
  });

  test("names all that are allowed to the log", () => {
    expect(refusal(config, { origin: "https://elsewhere.example" })?.diagnosis).toEqual({
      origin: "https://elsewhere.example",
      allowed: [config.publicOrigin, ...config.corsOrigins],
      setting: "CORS_ORIGIN",
    });
  });

  test.each(["null", ""])("of the opaque origin %j does not send anybody to a setting that cannot help", (origin) => {
    expect(refusal(config, { origin })?.message).toMatch(/opaque origin cannot be allowed/);
    expect(refusal(config, { origin })?.message).not.toContain("CORS_ORIGIN");
  });

  test.each(["cross-site", "same-site"])("without an Origin names the Sec-Fetch-Site: %s", (site) => {
    expect(refusal(config, { "sec-fetch-site": site })?.message).toContain(`this one is ${site}`);
    expect(refusal(config, { "sec-fetch-site": site })?.diagnosis).toMatchObject({ site });
  });

  test("shows a stranger's text short, and without anything that a terminal or a page obeys", () => {
    const origin = `https://evil.example/\u001b[31m"><script>\n${"x".repeat(5000)}`;
    const refused = refusal(config, { origin });
    expect(refused?.message.length).toBeLessThan(300);
    expect(refused?.message).not.toMatch(/[^ -~]|[<>\\]|script>/);
    expect(String(refused?.diagnosis?.["origin"]).length).toBeLessThanOrEqual(100);
  });
});
