import { beforeAll, expect, test } from "vitest";
import { TestClient } from "../support/http/TestClient.js";
import { signUp } from "../support/library/hostApp.js";
import { pagesInDist } from "../support/library/packageWithPages.js";
import { startExample } from "../support/library/startExample.js";

beforeAll(pagesInDist);

test.each(["hono", "fastify"])(
  "the example for %s has Latchkey's routes and a guarded one, and stops in order",
  async (name) => {
    const { example, origin } = await startExample(name);
    const { client, accessToken: bearer } = await signUp(`${origin}/api/v1`);
    const app = new TestClient(origin);

    expect(await (await fetch(origin)).text()).toBe("Everybody may read this.\n");
    const greeting = await fetch(origin, { headers: { authorization: `Bearer ${bearer}` } });
    expect(await greeting.text()).toBe("Hello, Ada Lovelace.\n");
    expect(await (await fetch(`${origin}/auth/sign-in`)).text()).toContain("<!doctype html>");
    expect((await app.get("/hello", { bearer })).body).toEqual({ hello: "Ada Lovelace" });
    const stranger = await app.get("/hello");
    expect([stranger.status, stranger.body.code]).toEqual([401, "ACCESS_TOKEN_MISSING"]);
    expect(stranger.headers.get("www-authenticate")).toBe("Bearer");
    expect((await client.get("/users/profile")).body.data.username).toBe("ada");
    expect((await client.post("/auth/refresh-token")).status).toBe(200);
    expect((await client.get("/auth/sessions")).body.data).toMatchObject([{ ip: "127.0.0.1" }]);
    expect((await client.post("/auth/logout")).status).toBe(200);
    expect((await app.get("/hello", { bearer })).body.code).toBe("SESSION_REVOKED");

    expect(await example.stop()).toBe(0);
  },
);
