import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { pino } from "pino";
import { describe, expect, onTestFinished, test } from "vitest";
import { errorHandler } from "../../../src/middlewares/error.middleware.js";
import { listen } from "../../../src/serve/httpServer.js";
import { StoreUnavailableError } from "../../../src/stores/StoreUnavailableError.js";
import { ApiError } from "../../../src/utils/ApiError.js";
import { anAccount, PASSWORD, signIn } from "../../support/http/accounts.js";
import { describeOnOneStore } from "../../support/http/everyStore.js";
import { expectFailure } from "../../support/http/expectFailure.js";
import { TestClient } from "../../support/http/TestClient.js";
import { holdHashes } from "../../support/limits/heldHashes.js";
import { times, WRONG } from "../../support/limits/limitedSignIns.js";
import { ManualClock, SECOND } from "../../support/ManualClock.js";

interface LogLine {
  level: number;
  code?: string;
  refused?: number;
  err?: unknown;
}

const linesOf = (log: readonly string[], code: string) =>
  log.map((line) => JSON.parse(line) as LogLine).filter((line) => line.code === code);

const FLOODING = "203.0.113.1";

describeOnOneStore("while one address sends more sign-ins than the server can hash", (servers) => {
  const server = servers.shared({ rateLimit: "on", trustProxy: 1 });

  test("it gets 503 for the rest, and a known device and another address are served before what it has waiting", async () => {
    const user = await anAccount(server());
    const known = await signIn(server(), user, { browser: true });
    const hashes = holdHashes();
    const signInFrom = (ip: string, client: TestClient, username: string, password: string) =>
      client.post("/auth/login", { username, password }, { headers: { "x-forwarded-for": ip } });
    const guesses = Array.from({ length: 400 }, (_, index) =>
      signInFrom(FLOODING, new TestClient(server().api), `nobody-${index}`, WRONG),
    );
    await hashes.untilAsked(guesses.length);
    const refused = await Promise.race(guesses);
    expectFailure(refused, 503, "OVERLOADED");
    expect(refused.headers.get("retry-after")).toBe("2");
    const running = hashes.started.length;

    const owner = signInFrom("198.51.100.7", known.client, user.username, PASSWORD);
    await hashes.untilAsked(guesses.length + 1);
    const stranger = signInFrom("198.51.100.8", new TestClient(server().api), "somebody-else", WRONG);
    await hashes.untilAsked(guesses.length + 2);
    hashes.letRun();
    expect((await owner).status).toBe(200);
    expect((await stranger).status).toBe(401);
    const statuses = (await Promise.all(guesses)).map(({ status }) => status);
    const letIn = statuses.filter((status) => status === 401).length;
    const full = statuses.filter((status) => status === 503).length;
    expect(letIn + full).toBe(guesses.length);
    const waited = letIn - running;
    expect(waited).toBeGreaterThan(30);
    // The known device is next. Then the two addresses take turns, so the other one waits for a single guess.
    expect(hashes.started.map(({ ip }) => ip)).toEqual([
      ...times(running, FLOODING),
      ...["198.51.100.7", FLOODING, "198.51.100.8"],
      ...times(waited - 1, FLOODING),
    ]);

    const lines = linesOf(server().log, "OVERLOADED");
    expect(lines.length).toBeLessThan(full / 10);
    for (const line of lines)
      expect(line).toMatchObject({ level: pino.levels.values["warn"], refused: expect.any(Number) });
  });
});

describe("the log of refusals", () => {
  /** An app that fails each request with what `failure` makes. `log` has its lines, without those of its requests. */
  async function anAppThatFails(failure: () => Error) {
    const log: string[] = [];
    const clock = new ManualClock();
    const app = express();
    app.use(() => {
      throw failure();
    });
    app.use(errorHandler(pino({ level: "debug" }, { write: (line) => void log.push(line) }), clock));
    const server = createServer(app);
    await listen(server, { host: "127.0.0.1", port: 0 });
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const fail = async (times: number) => {
      for (let sent = 0; sent < times; sent += 1) await fetch(`http://127.0.0.1:${port}/`);
    };
    return { fail, log, clock };
  }

  test.each(["OVERLOADED", "SHUTTING_DOWN"] as const)(
    "has one line a second for %s, at warn, with their number and without a stack",
    async (code) => {
      const { fail, log, clock } = await anAppThatFails(() => new ApiError(code));
      await fail(5);
      clock.advance(SECOND - 1);
      await fail(1);
      expect(linesOf(log, code)).toHaveLength(1);
      clock.advance(1);
      await fail(2);
      const lines = linesOf(log, code);
      expect(lines.map(({ level, refused }) => ({ level, refused }))).toEqual([
        { level: 40, refused: 1 },
        { level: 40, refused: 6 },
      ]);
      for (const line of lines) expect(line).not.toHaveProperty("err");
    },
  );

  test("is not silent after the clock was set back", async () => {
    const { fail, log, clock } = await anAppThatFails(() => new ApiError("OVERLOADED"));
    await fail(1);
    clock.advance(-60 * SECOND);
    await fail(1);
    expect(linesOf(log, "OVERLOADED")).toHaveLength(2);
  });

  test("takes nothing from faults: an outage, and whatever has a cause, is logged each time with the cause", async () => {
    const cause = new Error("The primary process does not answer.");
    const overloaded = await anAppThatFails(() => new ApiError("OVERLOADED", { cause }));
    await overloaded.fail(2);
    const outage = await anAppThatFails(() => new StoreUnavailableError("The disk is full."));
    await outage.fail(2);
    for (const lines of [linesOf(overloaded.log, "OVERLOADED"), linesOf(outage.log, "STORE_UNAVAILABLE")]) {
      expect(lines.map(({ level, err }) => [level, err])).toEqual([
        [50, expect.objectContaining({ stack: expect.any(String) })],
        [50, expect.objectContaining({ stack: expect.any(String) })],
      ]);
    }
  });
});
