import { expect, test } from "vitest";
import { runStorm } from "../../support/client/storm/storm.js";

/** `npm run faults:storm` does a thousand. */
const KILLS = Number(process.env["LATCHKEY_KILLS"] ?? 100);

test(`a storm of refreshes through servers that are killed ${KILLS} times signs nobody out`, {
  timeout: 3_600_000,
}, async () => {
  const figures = await runStorm({ kills: KILLS });
  expect(figures).toMatchObject({
    kills: KILLS,
    signOuts: 0,
    forks: 0,
    spentAccepted: 0,
    lostWrites: 0,
    integrity: "ok",
  });
  expect(figures.retries, "requests were cut off").toBeGreaterThan(0);
  expect(figures.refreshes).toBeGreaterThan(figures.rounds);
  expect(figures.spentTried).toBeGreaterThan(0);
});
