import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import express from "express";
import { pino } from "pino";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { errorHandler } from "../../src/middlewares/error.middleware.js";
import { limitRequests } from "../../src/middlewares/route.middleware.js";
import { listen } from "../../src/serve/httpServer.js";
import { Events } from "../../src/services/events/index.js";
import { Limits } from "../../src/services/rateLimit/index.js";
import { LIMITS } from "../../src/services/rateLimit/limitRules.js";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { type Around, counterKey, watchedCounters } from "../support/limits/watchedCounters.js";
import { ManualClock, MINUTE } from "../support/ManualClock.js";

const SMALL = {
  ...LIMITS,
  "login.ip": { points: 2, windowMs: MINUTE },
  "login.global": { points: 1, windowMs: MINUTE },
  "register.ip": { points: 2, windowMs: MINUTE },
  "register.global": { points: 3, windowMs: MINUTE },
};

/** An app with two limited paths, and a client that says which address it comes from. */
async function anApp({ trustProxy = false as boolean | number } = {}, around?: Around) {
  const reached = vi.fn();
  const limits = new Limits({
    store: await watchedCounters(around),
    clock: new ManualClock(),
    limits: SMALL,
    counterKey,
    enabled: true,
    events: new Events(),
  });
  const app = express().set("trust proxy", trustProxy);
  const answer: express.RequestHandler = (_req, res) => {
    reached();
    res.sendStatus(204);
  };
  app.post("/register", limitRequests(limits, "register"), answer);
  app.post("/login", limitRequests(limits, "login"), answer);
  app.use(errorHandler(pino({ level: "silent" })));
  const server = createServer(app);
  await listen(server, { host: "127.0.0.1", port: 0 });
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;

  async function post(path: string, from: string) {
    const headers = { "X-Forwarded-For": from };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: "POST", headers });
    return { status: response.status, retryAfter: response.headers.get("retry-after") };
  }
  /** Sends one request after the other, each from its address. */
  async function statuses(path: string, addresses: readonly string[]) {
    const all: number[] = [];
    for (const from of addresses) all.push((await post(path, from)).status);
    return all;
  }
  return { post, statuses, reached };
}

const [ONE, ANOTHER] = ["203.0.113.1", "203.0.113.2"];

describe("a limited path", () => {
  test("answers 429 with the seconds to wait, and the handler never runs", async () => {
    const { post, statuses, reached } = await anApp();
    expect(await statuses("/login", ["", ""])).toEqual([204, 204]);
    expect(await post("/login", "")).toEqual({ status: 429, retryAfter: "60" });
    expect(reached).toHaveBeenCalledTimes(2);
  });

  test("believes no address that the client writes itself", async () => {
    const { statuses } = await anApp();
    expect(await statuses("/login", [ONE, ANOTHER, "203.0.113.3"])).toEqual([204, 204, 429]);
  });

  test("behind a proxy counts by the address that the proxy saw, not by what stood there before", async () => {
    const { statuses } = await anApp({ trustProxy: 1 });
    const forged = ["10.0.0.1", "10.0.0.2", "10.0.0.3"].map((address) => `${address}, ${ONE}`);
    expect(await statuses("/login", [...forged, ANOTHER])).toEqual([204, 204, 429, 204]);
  });

  test.each([
    [["2001:db8::1", "2001:0DB8:0:0::1", "2001:db8::ffff:1:2:3"]],
    [["203.0.113.9", "::ffff:203.0.113.9", "::ffff:cb00:7109"]],
  ])("counts every spelling of an address, and its whole /64, as one: %j", async (spellings) => {
    const { statuses } = await anApp({ trustProxy: 1 });
    expect(await statuses("/login", spellings)).toEqual([204, 204, 429]);
  });
});

test("the limits that everybody shares are left to the services, which know what will be done", async () => {
  const { statuses } = await anApp({ trustProxy: 1 });
  expect(await statuses("/register", [ONE, ONE, ANOTHER, ANOTHER])).toEqual([204, 204, 204, 204]);
  expect(await statuses("/login", [ONE, ANOTHER, "203.0.113.3"])).toEqual([204, 204, 204]);
});

test("a store that is down is 503 and never 429, and the handler never runs", async () => {
  const { post, reached } = await anApp({}, () => Promise.reject(new StoreUnavailableError("The disk is full.")));
  expect(await post("/login", "")).toEqual({ status: 503, retryAfter: "2" });
  expect(reached).not.toHaveBeenCalled();
});
