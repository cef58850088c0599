import { expect, test } from "vitest";
import { createReadiness } from "./readiness.js";
import { StoreUnavailableError } from "./StoreUnavailableError.js";

test("probes that come while one is under way share its answer, and the next one asks again", async () => {
  let pings = 0;
  const isReady = createReadiness({
    open: async () => {},
    ping: async () => {
      pings += 1;
    },
  });
  await Promise.all([isReady(), isReady(), isReady()]);
  expect(pings).toBe(1);
  await isReady();
  expect(pings).toBe(2);
});

test("whatever is in the way makes the store unavailable, and is named as the cause", async () => {
  const cause = new Error("A newer program is needed.");
  const isReady = createReadiness({ open: () => Promise.reject(cause), ping: async () => {} });
  await expect(isReady()).rejects.toThrow(StoreUnavailableError);
  await expect(isReady()).rejects.toMatchObject({ cause });
});
