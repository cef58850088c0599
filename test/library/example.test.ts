import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { TestClient } from "../support/http/TestClient.js";
import { signUp } from "../support/library/hostApp.js";
import { startExample } from "../support/library/startExample.js";

const EXAMPLE = "examples/express-app/server.ts";

test("the example is an app of its own with four guards, and stops in order", async () => {
  const { example, origin } = await startExample("express-app");
  const { client, accessToken: bearer } = await signUp(`${origin}/api/v1`);
  const app = new TestClient(origin);

  expect(await (await fetch(origin)).text()).toBe("Everybody may read this.\n");
  expect((await app.post("/echo", { any: "thing" })).body).toEqual({ any: "thing" });
  expect((await app.get("/hello")).body.code).toBe("ACCESS_TOKEN_MISSING");
  expect((await app.get("/hello", { bearer })).body).toEqual({ hello: "Ada Lovelace" });
  expect((await app.get("/notes")).status).toBe(401);
  expect((await app.get("/notes", { bearer })).body).toMatchObject({ owner: "ada", notes: [] });
  expect((await app.get("/reports", { bearer })).body.code).toBe("FORBIDDEN");
  const stale = await app.post("/pay", {}, { bearer });
  expect([stale.status, stale.body.code]).toEqual([401, "REAUTHENTICATION_REQUIRED"]);
  expect(stale.headers.get("www-authenticate")).toContain('acr_values="aal2", max_age="300"');
  expect(await (await fetch(`${origin}/nowhere`)).text()).toBe("The app has no such page.\n");
  const broken = await fetch(`${origin}/echo`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{",
  });
  expect([broken.status, await broken.text()]).toEqual([400, "The app failed in its own way.\n"]);
  expect((await client.post("/auth/logout")).status).toBe(200);

  expect(await example.stop()).toBe(0);
});

test("the example fits on a screen", () => {
  expect(readFileSync(EXAMPLE, "utf8").trim().split("\n").length).toBeLessThan(40);
});
