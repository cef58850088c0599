import { describe, expect, inject, onTestFinished, test } from "vitest";
import { builtCli } from "../../support/cli/builtCli.js";
import { startWorkers } from "../../support/cli/workers.js";
import { stopStorm } from "../../support/faults/stopStorm.js";
import { TestClient } from "../../support/http/TestClient.js";
import { startLatchkey } from "../../support/process/latchkeyProcess.js";
import { dropPostgresDatabase, freshPostgresUrl } from "../../support/store/postgresDatabase.js";
import { temporaryFolder } from "../../support/temporaryFolder.js";

const cli = builtCli();
const QUIET = { RATE_LIMIT: "off", LOG_REQUESTS: "off" };

describe("SIGTERM in a storm of new connections", () => {
  // `npm run faults:stops` does it a thousand times.
  test("loses no request that has reached the server, and ends it with 0", { timeout: 60_000 }, async () => {
    const cwd = temporaryFolder();
    const { lost, answered, exitCodes } = await stopStorm(3, () => startLatchkey(cwd, QUIET));
    expect({ lost, exitCodes: [...exitCodes] }).toEqual({ lost: [], exitCodes: [0] });
    expect(answered).toBeGreaterThan(90);
  });

  test.skipIf(inject("postgresUrl") === null)("loses none on PostgreSQL either", { timeout: 60_000 }, async () => {
    const cwd = temporaryFolder();
    const url = await freshPostgresUrl();
    onTestFinished(() => dropPostgresDatabase(url));
    const { lost, exitCodes } = await stopStorm(2, () => startLatchkey(cwd, { ...QUIET, DATABASE_URL: url }));
    expect({ lost, exitCodes: [...exitCodes] }).toEqual({ lost: [], exitCodes: [0] });
  });

  test("loses none with several workers either", { timeout: 60_000 }, async () => {
    const cwd = temporaryFolder();
    const start = async () => {
      const workers = await startWorkers(cli(), { cwd, env: QUIET });
      await workers.until(() => workers.pids.length === 2);
      return workers;
    };
    const { lost, exitCodes } = await stopStorm(2, start);
    expect({ lost, exitCodes: [...exitCodes] }).toEqual({ lost: [], exitCodes: [0] });
  });
});

test("during SHUTDOWN_DRAIN the server is not ready, takes new connections, and closes each with its answer", async () => {
  const server = await startLatchkey(temporaryFolder(), { SHUTDOWN_DRAIN: "2s" });
  const ended = server.end("SIGTERM");
  const client = new TestClient(server.origin);
  let ready = await client.get("/health/ready");
  while (ready.status === 200) ready = await client.get("/health/ready");
  expect([ready.status, ready.body.code]).toEqual([503, "SHUTTING_DOWN"]);
  const policy = await client.get("/api/v1/auth/password-policy");
  expect([policy.status, policy.headers.get("connection")]).toEqual([200, "close"]);
  expect(await ended).toBe(0);
});
