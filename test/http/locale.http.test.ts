import { expect, test } from "vitest";
import { aRegistration, aSignedInUser } from "../support/http/accounts.js";
import { describeOnOneStore } from "../support/http/everyStore.js";
import { expectInvalidFields } from "../support/http/expectFailure.js";
import { TestClient } from "../support/http/TestClient.js";

const KEYS = ["_id", "avatarUrl", "createdAt", "email", "emailVerified", "fullName", "roles", "updatedAt", "username"];

describeOnOneStore("the locale of a user", (servers) => {
  const server = servers.shared();

  function register(query: string, headers: Record<string, string>, body: object = {}) {
    const json = { ...aRegistration(), ...body };
    return new TestClient(server().api).send("POST", `/auth/register${query}`, { json, headers });
  }

  async function signedIn() {
    const { client, accessToken } = await aSignedInUser(server());
    return { client, bearer: accessToken };
  }

  test.each([
    ["no header", {}],
    ["any language", { "accept-language": "*" }],
    ["a language without texts", { "accept-language": "tlh, ja;q=0.5" }],
    ["a language that is refused", { "accept-language": "de;q=0" }],
    ["a header longer than any browser's", { "accept-language": `de, ${"x".repeat(400)}` }],
  ])("is not stored at a registration with %s, and is no key of the user then", async (_name, headers) => {
    const { status, body } = await register("", headers);
    expect([status, Object.keys(body.data ?? {}).sort()]).toEqual([201, KEYS]);
  });

  test.each([
    ["", "de-AT,de;q=0.9,en;q=0.8", "de-AT"],
    ["", "ja, fr-ch;q=0.3, es;q=0.7", "es"],
    ["", "FR-ch", "fr-CH"],
    ["?lang=es-MX", "de", "es-MX"],
    ["?x=1&lang=fr", "de", "fr"],
    ["?lang=ja", "de", "de"],
    ["?lang=de-%3Cb%3E", "en", undefined],
  ])("is that of the registration: %s with %s is %s", async (query, header, stored) => {
    const { status, body } = await register(query, { "accept-language": header });
    expect([status, Reflect.get(body.data ?? {}, "locale")]).toEqual([201, stored]);
  });

  test("in the body beats that of the request, in its canonical form; null and an empty one count as absent", async () => {
    const german = { "accept-language": "de" };
    expect((await register("?lang=fr", german, { locale: "PT-br" })).body.data).toMatchObject({ locale: "pt-BR" });
    expect((await register("", german, { locale: null })).body.data).toMatchObject({ locale: "de" });
    expect((await register("", german, { locale: "" })).body.data).toMatchObject({ locale: "de" });
  });

  test.each(["german!", "d", "de_DE", 7, ["de"], `de-${"x1234567-".repeat(5)}y`])(
    "is refused by its name when it is no tag: %j",
    async (locale) => {
      expectInvalidFields(await register("", {}, { locale }), "locale");
      const { client, bearer } = await signedIn();
      expectInvalidFields(await client.send("PATCH", "/users/settings", { json: { locale }, bearer }), "locale");
    },
  );

  test("is changed in the settings, exported, and removed by null; a misspelled key is ignored", async () => {
    const { client, bearer } = await signedIn();
    const change = (json: object) => client.send("PATCH", "/users/settings", { json, bearer });
    expect((await change({ locale: "de-ch" })).body.data).toMatchObject({ locale: "de-CH" });
    expect((await change({ fullName: "Ada King", locales: "fr" })).body.data).toMatchObject({ locale: "de-CH" });
    expect((await client.get("/users/profile", { bearer })).body.data).toMatchObject({ locale: "de-CH" });
    const exported = await client.get("/users/export", { bearer });
    expect(exported.body.data).toMatchObject({ user: { fields: { locale: "de-CH" } } });
    const removed = await change({ locale: null });
    expect([removed.status, Object.keys(removed.body.data ?? {}).sort()]).toEqual([200, KEYS]);
  });
});
