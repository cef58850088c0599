import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { IssuedTokens } from "../../src/services/session/index.js";
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
import { aUser, NOW } from "../support/records.js";
import { schedules } from "../support/schedules.js";
import { A_BROWSER, GRACE, read } from "../support/services/assembleSessionServices.js";

type Act = "refresh" | "use" | "logout";

/** What the tabs of one browser do at the same moment, a few moments one after the other. */
const moments: fc.Arbitrary<Act[][]> = fc.array(
  fc.array(fc.constantFrom<Act>("refresh", "refresh", "refresh", "refresh", "use", "use", "logout"), {
    minLength: 2,
    maxLength: 16,
  }),
  { minLength: 1, maxLength: 4 },
);

async function holdsInEveryMoment(site: Site, story: readonly Act[][]): Promise<void> {
  const user = aUser();
  const { store } = site.local;
  await store.users.create(user);
  let now = NOW;
  let tokens = await site.local.open(now, user, A_BROWSER);
  const { sessionId } = tokens;
  const secrets = new Map<number, string>([[0, tokens.refreshToken]]);
  let hasEnded = false;

  for (const acts of story) {
    const { generation: before, refreshToken: token, accessToken } = { ...read(tokens.refreshToken), ...tokens };
    const input = { token, cameFromCookie: true, idempotencyKey: null, client: A_BROWSER };
    const answers = await Promise.allSettled(
      acts.map((act, tab): Promise<IssuedTokens | null> => {
        const server = serverOf(site, tab);
        if (act === "refresh") return server.refresh(now, input);
        if (act === "use") return server.use(now, accessToken).then(() => null);
        return server.logout(now, token).then(() => null);
      }),
    );

    const refused = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason] : []));
    for (const failure of refused) expect(failure).toMatchObject({ code: "SESSION_REVOKED" });
    if (hasEnded) expect(refused).toHaveLength(acts.filter((act) => act !== "logout").length);
    hasEnded ||= acts.includes("logout");
    if (!hasEnded) expect(refused).toEqual([]);

    const given = answers.flatMap((answer) => (answer.status === "fulfilled" && answer.value ? [answer.value] : []));
    for (const { refreshToken } of given) {
      const { generation } = read(refreshToken);
      expect(secrets.get(generation) ?? refreshToken, "one secret a generation").toBe(refreshToken);
      secrets.set(generation, refreshToken);
    }
    expect(new Set(given.map(({ refreshToken }) => refreshToken)).size, "one token a burst").toBeLessThanOrEqual(1);
    const record = await store.sessions.get(sessionId);
    expect(record?.generation, "one generation a burst").toBeLessThanOrEqual(before + 1);
    expect(record?.revokedAt !== null, "revoked by the logout alone").toBe(hasEnded);
    tokens = given[0] ?? tokens;
    now += GRACE;
  }
}

// Invariants 1, 2, 4, 9 and 13 of the rule, under real concurrency.
describe.each([
  { database: MEMORY, name: MEMORY.name, runs: 400 },
  { database: SQLITE, name: SQLITE.name, runs: 60 },
  { database: TWO_PROCESSES, name: TWO_PROCESSES.name, runs: 60 },
  { database: MONGODB, name: MONGODB.name, runs: 15 },
  { database: POSTGRESQL, name: POSTGRESQL.name, runs: 25 },
])("what the tabs of one browser do at once, on $name", ({ database, runs }) => {
  const site = siteOf(database);
  const { numRuns, timeout } = schedules(runs);

  test.skipIf(!database.isAvailable)("gives one successor, and nothing after a logout", { timeout }, () =>
    fc.assert(
      fc.asyncProperty(moments, (story) => holdsInEveryMoment(site(), story)),
      { numRuns },
    ),
  );
});
