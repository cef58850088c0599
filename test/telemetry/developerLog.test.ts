import { expect, onTestFinished, test } from "vitest";
import type { LatchkeyOptions } from "../../src/config/index.js";
import { logRefusedPreflights } from "../../src/middlewares/refusedPreflight.middleware.js";
import { fromAppLogger } from "../../src/utils/appLogger.js";
import { TestClient } from "../support/http/TestClient.js";
import { startTestServer, type TestServer } from "../support/http/testServer.js";
import { collectingLogger } from "../support/library/collectingLogger.js";
import { serve } from "../support/library/hostApp.js";
import { ManualClock, SECOND } from "../support/ManualClock.js";

const [INFO, WARN] = [30, 40];

async function aServer(options: LatchkeyOptions = {}): Promise<TestServer> {
  const server = await startTestServer(options);
  onTestFinished(server.close);
  return server;
}

function linesOf(server: TestServer): Record<string, unknown>[] {
  return server.log.map((line) => JSON.parse(line));
}

test("a visitor without a token is no warning, a wrong token or password is, and each line has its code", async () => {
  const server = await aServer();
  const client = new TestClient(server.api);
  await client.get("/users/profile");
  await client.post("/auth/refresh-token");
  await client.get("/users/profile", { bearer: "a.b.c" });
  await client.post("/auth/login", { username: "ada", password: "wrong horse" });
  await client.get("/auth/nothing");
  const requests = linesOf(server).filter(({ msg }) => msg === "Request.");
  expect(requests.map(({ level, status, code }) => [level, status, code])).toEqual([
    [INFO, 401, "ACCESS_TOKEN_MISSING"],
    [INFO, 401, "REFRESH_TOKEN_MISSING"],
    [WARN, 401, "ACCESS_TOKEN_INVALID"],
    [WARN, 401, "INVALID_CREDENTIALS"],
    [WARN, 404, "NOT_FOUND"],
  ]);
});

test.each([
  [{}, true],
  [{ corsOrigin: "https://other.example" }, true],
  [{ corsOrigin: "http://localhost:5173" }, false],
] as const)(
  "with %j a preflight of a page on another port is refused, and the log names it and the setting: %s",
  async (options, isRefused) => {
    const server = await aServer(options);
    const headers = { origin: "http://localhost:5173", "access-control-request-method": "POST" };
    await new TestClient(server.api).send("OPTIONS", "/auth/login", { headers });
    const about = linesOf(server).filter(({ setting }) => setting === "CORS_ORIGIN");
    const line = { level: WARN, origin: "http://localhost:5173", refused: 1, requestId: expect.any(String) };
    expect(about).toEqual(isRefused ? [expect.objectContaining(line)] : []);
  },
);

test("of a flood of refused preflights one line a second is written, with their number, and no text of a stranger controls it", async () => {
  const { logger, lines } = collectingLogger();
  const clock = new ManualClock();
  const origin = await serve((app) => {
    app.use(logRefusedPreflights(fromAppLogger(logger), clock), (_req, res) => void res.status(204).end());
  });
  const preflight = (from: string) =>
    fetch(origin, { method: "OPTIONS", headers: { origin: from, "access-control-request-method": "GET" } });
  for (let nr = 0; nr < 5; nr += 1) await preflight(`https://evil-${nr}.example/<${"x".repeat(200)}`);
  clock.advance(SECOND);
  await preflight("https://app.example.com");
  expect(lines.map(({ fields }) => fields)).toEqual([
    { origin: expect.stringMatching(/^https:\/\/evil-0\.example\/\?x{70,80}$/), setting: "CORS_ORIGIN", refused: 1 },
    { origin: "https://app.example.com", setting: "CORS_ORIGIN", refused: 5 },
  ]);
});
