import { readFileSync } from "node:fs";
import { expect, onTestFinished, test } from "vitest";
import { aSignedInUser } from "../support/http/accounts.js";
import { TestClient } from "../support/http/TestClient.js";
import { startTestServer } from "../support/http/testServer.js";
import { startExample } from "../support/library/startExample.js";
import { readSourceFiles } from "../support/sourceFiles.js";

const EXAMPLE = "examples/resource-server/server.ts";

test("the example checks tokens with nothing but the server's address, in a process of its own", async () => {
  const auth = await startTestServer({ accessTokenAlgorithm: "ES256" });
  onTestFinished(() => auth.close());
  const { user, accessToken, client } = await aSignedInUser(auth);
  const { example: service, origin } = await startExample("resource-server", {
    AUTH_SERVER: auth.origin,
    AUTH_ISSUER: auth.config.accessTokenIssuer,
  });
  const ask = async (authorization?: string) => {
    const response = await fetch(`${origin}/orders`, {
      headers: authorization === undefined ? {} : { authorization },
    });
    return { status: response.status, body: await response.json() };
  };

  expect(await ask()).toEqual({ status: 401, body: { code: "ACCESS_TOKEN_MISSING" } });
  expect(await ask(`Bearer ${accessToken}`)).toEqual({ status: 200, body: { orders: [], owner: user._id } });
  expect(await ask("Bearer a.b.c")).toEqual({ status: 401, body: { code: "ACCESS_TOKEN_INVALID" } });

  // The documented price of asking no database: a sign-out counts when the token expires.
  await client.post("/auth/logout");
  expect((await new TestClient(auth.api).get("/users/profile", { bearer: accessToken })).body.code).toBe(
    "SESSION_REVOKED",
  );
  expect((await ask(`Bearer ${accessToken}`)).status).toBe(200);
  expect(await service.stop()).toBe(0);
});

test("the example fits on a screen", () => {
  expect(readFileSync(EXAMPLE, "utf8").trim().split("\n").length).toBeLessThan(40);
});

test("the verifier brings no server, no database and no settings with it", () => {
  const files = new Map(readSourceFiles().map((file) => [file.file, file]));
  const packages = new Set<string>();
  const seen = new Set<string>();
  const walk = (name: string) => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const { target, specifier, typesOnly } of files.get(name)?.imports ?? []) {
      if (typesOnly) continue;
      if (target === null) packages.add(specifier);
      else walk(target);
    }
  };
  walk("verifier.ts");
  expect([...packages].sort()).toEqual(["jose", "jsonwebtoken", "node:crypto", "quick-lru", "uuid"]);
  expect([...seen].filter((file) => !/^(services\/(token|verifier)|utils|verifier\.ts)/.test(file))).toEqual([]);
});
