import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createFetchHandler } from "../../src/fetch.js";
import { LatchkeyError, Refusal } from "../../src/latchkey.js";
import { TestClient } from "../support/http/TestClient.js";
import { ADA, makeLatchkey, serve, signIn } from "../support/library/hostApp.js";
import { mounted } from "../support/library/mounted.js";

const GERMAN = { "accept-language": "de-DE,de;q=0.9" };
const MISSING = "Ein Access-Token ist erforderlich.";

describe("the language of an answer in an app", () => {
  test("is that of the request, in a guard of the app's own route", async () => {
    const { latchkey } = makeLatchkey();
    const origin = await serve((app) => {
      app.get("/orders", latchkey.verifyJWT, (_req, res) => void res.json({}));
    });
    const refused = await new TestClient(origin).get("/orders", { headers: GERMAN });
    expect(refused.body).toMatchObject({ code: "ACCESS_TOKEN_MISSING", message: MISSING });
    expect((await new TestClient(origin).get("/orders?lang=fr", { headers: GERMAN })).body.message).toBe(
      "Un jeton d’accès est requis.",
    );
  });

  test("is that of the request in frameworks with Request and Response", async () => {
    const handler = createFetchHandler(makeLatchkey({ publicUrl: "http://app.localhost" }).latchkey);
    const request = (path: string) => new Request(`http://app.localhost${path}`, { headers: GERMAN });
    const response = await handler.handle(request("/api/v1/users/profile"), { ip: "203.0.113.7" });
    expect(await response.json()).toMatchObject({ message: MISSING });
    const identity = await handler.identify(request("/orders?lang=es"));
    expect(identity instanceof Response && (await identity.json())).toMatchObject({
      message: "Se requiere un token de acceso.",
    });
  });

  test("leaves the texts of the app as they are: of a hook, of its schemas, of its rule for passwords", async () => {
    const { client } = await mounted({
      hooks: {
        beforeRegister: ({ fullName }) => {
          if (fullName === "Nobody") throw new Refusal("Say who you are.", { field: "fullName" });
          if (fullName === "Silent") throw new Refusal("");
        },
      },
      passwordPolicy: (password) => (password.includes("horse") ? null : "Name a horse."),
      userFields: { company: z.string().min(2, "Two letters, please.").optional() },
    });
    const register = async (changes: object) => {
      const { body } = await client.post("/auth/register", { ...ADA, ...changes }, { headers: GERMAN });
      return { message: body.message, errors: body.errors };
    };
    const invalid = "Einige Angaben fehlen oder sind ungültig. Prüfen Sie sie und versuchen Sie es erneut.";
    expect(await register({ fullName: "Nobody" })).toEqual({
      message: "Say who you are.",
      errors: [{ path: "fullName", message: "Say who you are." }],
    });
    expect(await register({ fullName: "Silent" })).toEqual({ message: "Das ist nicht erlaubt.", errors: [] });
    expect(await register({ password: "a stable for my mule" })).toEqual({
      message: invalid,
      errors: [{ path: "password", message: "Name a horse." }],
    });
    expect(await register({ company: "x" })).toEqual({
      message: invalid,
      errors: [{ path: "company", message: "Two letters, please." }],
    });
    expect((await register({ compny: "Engines" })).errors).toEqual([
      { path: "compny", message: "Dieses Feld gibt es nicht. Meinten Sie company?" },
    ]);
  });
});

describe("the locale in an app", () => {
  test("is the app's own where it declares one: with its rules, its default, and not from the request", async () => {
    const { client } = await mounted({ userFields: { locale: z.enum(["en", "de"]).default("en") } });
    const { body } = await client.post("/auth/register?lang=de-AT", ADA, { headers: GERMAN });
    expect(body.data).toMatchObject({ locale: "en" });
    const { accessToken: bearer } = await signIn(client);
    const refused = await client.send("PATCH", "/users/settings", { json: { locale: "fr" }, bearer });
    expect(refused.body.errors?.map(({ path }) => path)).toEqual(["locale"]);
    await client.send("PATCH", "/users/settings", { json: { locale: "de" }, bearer });
    expect((await client.get("/users/profile", { bearer })).body.message).toBe("Ihr Profil.");
  });

  test("is set, changed and removed by the code of the app, whose errors stay English", async () => {
    const { latchkey } = makeLatchkey();
    const user = await latchkey.users.create({ ...ADA, locale: "de-at" });
    expect(user.locale).toBe("de-AT");
    expect((await latchkey.users.update(user._id, { locale: "fr" })).locale).toBe("fr");
    expect(await latchkey.users.update(user._id, { locale: null })).not.toHaveProperty("locale");
    const failed = latchkey.users.update(user._id, { locale: "?" });
    await expect(failed).rejects.toThrow(LatchkeyError);
    await expect(failed).rejects.toMatchObject({
      errors: [{ path: "locale", message: "Enter a language tag, such as de or pt-BR." }],
    });
  });
});
