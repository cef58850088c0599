import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  MEMORY,
  MONGODB,
  POSTGRESQL,
  type Site,
  SQLITE,
  serverOf,
  siteOf,
  TWO_PROCESSES,
} from "../support/property/databases.js";
import { HonestBrowser } from "../support/property/HonestBrowser.js";
import { pause, refreshes, sends } from "../support/property/honestLives.js";
import { RetryingClient } from "../support/property/RetryingClient.js";
import { aUser, NOW } from "../support/records.js";
import { schedules } from "../support/schedules.js";
import { A_BROWSER, A_CLIENT } from "../support/services/assembleSessionServices.js";

async function signIn(site: Site, client: typeof A_BROWSER) {
  const user = aUser();
  await site.local.store.users.create(user);
  const tokens = await site.local.open(NOW, user, client);
  return { tokens, record: () => site.local.store.sessions.get(tokens.sessionId) };
}

// Invariants 3 and 8 of the rule.
describe.each([
  { database: MEMORY, name: MEMORY.name, runs: 2000 },
  { database: SQLITE, name: SQLITE.name, runs: 60 },
  { database: TWO_PROCESSES, name: TWO_PROCESSES.name, runs: 40 },
  { database: MONGODB, name: MONGODB.name, runs: 8 },
  { database: POSTGRESQL, name: POSTGRESQL.name, runs: 20 },
])("no honest logout on $name", ({ database, runs }) => {
  const site = siteOf(database);
  const { numRuns, timeout } = schedules(runs);
  const promise = test.skipIf(!database.isAvailable);

  promise("of a browser with several tabs, round trips below D and five lost answers a day", { timeout }, () =>
    fc.assert(
      fc.asyncProperty(sends, async (story) => {
        const { tokens, record } = await signIn(site(), A_BROWSER);
        const browser = new HonestBrowser(site(), NOW, tokens);
        await browser.live(story);
        expect(browser.refusals).toEqual([]);
        expect(await record()).toMatchObject({ revokedAt: null });
      }),
      { numRuns },
    ),
  );

  promise("of a retrying client, with any delay and any number of losses", { timeout }, () =>
    fc.assert(
      fc.asyncProperty(refreshes, async (story) => {
        const { tokens, record } = await signIn(site(), A_CLIENT);
        await new RetryingClient(site(), NOW, tokens).live(story);
        expect(await record()).toMatchObject({ revokedAt: null, lateCount: 0 });
      }),
      { numRuns },
    ),
  );

  promise("of a strict client that loses no answer, however long it waits", { timeout }, () =>
    fc.assert(
      fc.asyncProperty(fc.array(pause, { maxLength: 20 }), async (pauses) => {
        const { tokens, record } = await signIn(site(), A_CLIENT);
        let [token, now] = [tokens.refreshToken, NOW];
        for (const [index, wait] of pauses.entries()) {
          now += wait;
          const input = { token, cameFromCookie: false, idempotencyKey: null, client: A_CLIENT };
          token = (await serverOf(site(), index).refresh(now, input)).refreshToken;
        }
        expect(await record()).toMatchObject({ revokedAt: null, generation: pauses.length });
      }),
      { numRuns: Math.ceil(numRuns / 4) },
    ),
  );
});
