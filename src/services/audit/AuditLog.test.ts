import { readFileSync } from "node:fs";
import { beforeEach, expect, test, vi } from "vitest";
import { ManualClock } from "../../../test/support/ManualClock.js";
import { createMemoryStore } from "../../../test/support/memoryStore/index.js";
import { NOW } from "../../../test/support/records.js";
import { A_CLIENT } from "../../../test/support/services/sessionServices.js";
import type { Store } from "../../stores/Store.js";
import { logEvents } from "../../telemetry/logEvents.js";
import { BackgroundTasks } from "../../utils/BackgroundTasks.js";
import { newId } from "../../utils/ids.js";
import { Events } from "../events/index.js";
import { MAX_EVENTS } from "./AuditLog.js";
import { AuditLog } from "./index.js";

let store: Store;
const userId = newId(NOW);
const onError = vi.fn();
const info = vi.fn();

beforeEach(async () => {
  vi.clearAllMocks();
  store = createMemoryStore();
  await store.open();
});

const createLog = () =>
  new AuditLog({
    store: store.audit,
    clock: new ManualClock(NOW),
    background: new BackgroundTasks(onError),
    events: loggedEvents(),
  });

function loggedEvents(): Events {
  const events = new Events();
  logEvents(events, { info, warn: vi.fn(), error: vi.fn() });
  return events;
}

test("an event says who, when, from where, and is read back at once by the process that noted it", async () => {
  const audit = createLog();
  audit.record({ name: "signed_in", userId, sessionId: null, client: A_CLIENT, detail: { knownDevice: false } });
  expect(await audit.listByUser({ userId, before: null, limit: 10 })).toEqual([
    {
      _id: expect.any(String),
      name: "signed_in",
      userId,
      sessionId: null,
      at: NOW,
      ip: A_CLIENT.ip,
      userAgent: A_CLIENT.userAgent,
      detail: { knownDevice: false },
    },
  ]);
  expect(info).toHaveBeenCalledTimes(1);
});

test("an event of no account goes to the log alone: strangers must not fill the database", async () => {
  const append = vi.spyOn(store.audit, "append");
  createLog().record({ name: "sign_in_failed", userId: null, sessionId: null, client: A_CLIENT });
  expect(append).not.toHaveBeenCalled();
  expect(info).toHaveBeenCalledWith({ event: expect.objectContaining({ name: "sign_in_failed" }) }, expect.any(String));
});

test("a store that fails is reported and fails no request", async () => {
  const failure = new Error("the disk is full");
  vi.spyOn(store.audit, "append").mockRejectedValue(failure);
  const audit = createLog();
  audit.record({ name: "signed_in", userId, sessionId: null, client: A_CLIENT });
  await audit.settled();
  expect(await audit.listByUser({ userId, before: null, limit: 10 })).toEqual([]);
  expect(onError).toHaveBeenCalledWith(failure);
});

test("the log of an account is bounded: a flood of failed sign-ins pushes out itself, not what matters", async () => {
  const audit = createLog();
  audit.record({ name: "password_changed", userId, sessionId: null, client: A_CLIENT });
  audit.record({ name: "signed_in", userId, sessionId: null, client: A_CLIENT });
  for (let nth = 0; nth < 6000; nth += 1) {
    audit.record({ name: "sign_in_failed", userId, sessionId: null, client: A_CLIENT });
  }
  const events = await audit.listByUser({ userId, before: null, limit: 10_000 });
  expect(events.length).toBeGreaterThanOrEqual(MAX_EVENTS);
  // It grows between two trims, by 64 events on average; by ten times as many once in 20 000 runs.
  expect(events.length).toBeLessThan(MAX_EVENTS + 640);
  const names = events.map(({ name }) => name).filter((name) => name !== "sign_in_failed");
  expect(names.sort()).toEqual(["password_changed", "signed_in"]);
});

test("the log of an account is documented with its bound", () => {
  expect(readFileSync("docs/guides/signed-out.md", "utf8")).toContain(`about ${MAX_EVENTS} events`);
});
