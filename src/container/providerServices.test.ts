import { describe, expect, test } from "vitest";
import { HostileProvider } from "../../test/support/providers/HostileProvider.js";
import { aRequest, oidcSettings } from "../../test/support/providers/signIns.js";
import { Events } from "../services/events/index.js";
import { systemClock } from "../utils/clock.js";
import { composeProviderServices } from "./providerServices.js";

describe("the redirect URI", () => {
  test.each([
    ["http://localhost:3000", undefined, "http://localhost:3000/api/v1/auth/providers/acme/callback"],
    ["https://example.com/login", undefined, "https://example.com/login/api/v1/auth/providers/acme/callback"],
    ["https://example.com", "/identity", "https://example.com/identity/auth/providers/acme/callback"],
    ["https://example.com", "/", "https://example.com/auth/providers/acme/callback"],
  ])("of %s with the API at %s is %s", async (publicUrl, apiPath, redirectUri) => {
    const hostile = await HostileProvider.start();
    hostile.base = "https://id.example.com";
    const parts = { clock: systemClock, events: new Events(), apiPath, fetch: hostile.ledHere };
    const { providers } = composeProviderServices({ publicUrl, providers: [oidcSettings(hostile.base)] }, parts);
    const url = await providers.get("acme")?.authorizationUrl(aRequest());
    expect(new URL(url ?? "").searchParams.get("redirect_uri")).toBe(redirectUri);
    await hostile.close();
  });
});

test("providers come in the order of the settings, and a name that is none is null", () => {
  const settings = ["acme", "example"].map((name) =>
    oidcSettings("https://id.example.com", { name, label: `The ${name}` }),
  );
  const config = { publicUrl: "https://example.com", providers: settings };
  const { providers } = composeProviderServices(config, { clock: systemClock, events: new Events() });
  expect(providers.list().map(({ name, label }) => [name, label])).toEqual([
    ["acme", "The acme"],
    ["example", "The example"],
  ]);
  for (const name of ["", "Acme", "toString", "__proto__"]) expect(providers.get(name)).toBeNull();
});

test("a provider by http is spoken to only while the public URL is localhost", async () => {
  const hostile = await HostileProvider.start();
  const ask = (publicUrl: string) => {
    const parts = { clock: systemClock, events: new Events() };
    const { providers } = composeProviderServices({ publicUrl, providers: [oidcSettings(hostile.base)] }, parts);
    return providers.get("acme")?.authorizationUrl(aRequest());
  };
  await expect(ask("https://example.com")).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE" });
  expect(hostile.seen).toEqual([]);
  await expect(ask("http://localhost:3000")).resolves.toContain(hostile.base);
  await hostile.close();
});
