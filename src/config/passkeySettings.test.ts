import { describe, expect, test } from "vitest";
import { buildConfig, type GivenSettings } from "./buildConfig.js";

function build(given: GivenSettings) {
  const secrets = {
    ACCESS_TOKEN_SECRET: "an access key for tests 0123456789",
    REFRESH_TOKEN_SECRET: "a refresh key for tests 0123456789",
  };
  return buildConfig({ ...secrets, PUBLIC_URL: "https://auth.example.com", ...given }, (name) => name, "unused");
}

describe("PASSKEY_RP_ID", () => {
  test("is the host of PUBLIC_URL by default, without its port", () => {
    expect(build({}).passkeyRpId).toBe("auth.example.com");
    expect(build({ PUBLIC_URL: "http://localhost:3000" }).passkeyRpId).toBe("localhost");
  });

  test.each(["auth.example.com", "example.com"])("may be the host of PUBLIC_URL or a domain above it: %s", (domain) => {
    expect(build({ PASSKEY_RP_ID: domain }).passkeyRpId).toBe(domain);
  });

  test.each(["example.net", "app.example.com", "xample.com", "com"])(
    "cannot be %s, which no browser takes there",
    (domain) => {
      expect(() => build({ PASSKEY_RP_ID: domain })).toThrow(
        "PASSKEY_RP_ID must be the host of PUBLIC_URL or a domain above it: write auth.example.com, a domain above it that is yours, or remove it",
      );
    },
  );

  test.each([
    "https://example.com",
    "example.com:443",
    "example.com/",
    "Example.com",
    "bücher.example",
    "127.0.0.1",
    "[::1]",
    "a b",
  ])("cannot be %j, which is no domain", (text) => {
    expect(() => build({ PASSKEY_RP_ID: text })).toThrow(
      "PASSKEY_RP_ID must be a domain in lower case without scheme, port and path, for example example.com",
    );
  });
});

describe("PASSKEY_ORIGINS", () => {
  test("are none by default", () => {
    expect(build({}).passkeyOrigins).toEqual([]);
  });

  test("are https origins, http ones of localhost, and Android apps, as text or list", () => {
    const app = `android:apk-key-hash:${"A".repeat(43)}`;
    const origins = ["https://app.example.com", "http://localhost:5173", app];
    expect(build({ PASSKEY_ORIGINS: origins.join(", ") }).passkeyOrigins).toEqual(origins);
    expect(build({ PASSKEY_ORIGINS: origins }).passkeyOrigins).toEqual(origins);
  });

  test.each([
    ["https://app.example.com/", "must list exact origins: write https://app.example.com"],
    ["https://App.example.com", "must list exact origins: write https://app.example.com"],
    ["http://app.example.com", "must list https origins, http ones of localhost, or Android apps"],
    ["app.example.com", "must list https origins"],
    ["https://*.example.com", "must list"],
    ["android:apk-key-hash:short", "must list https origins"],
    ["https://a.example,,https://b.example", "has an empty entry: remove the stray comma"],
  ])("%s is refused", (text, message) => {
    expect(() => build({ PASSKEY_ORIGINS: text })).toThrow(`PASSKEY_ORIGINS ${message}`);
  });
});
