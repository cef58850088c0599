import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { IssuedTokens } from "../../src/services/session/index.js";
import type { Store } from "../../src/stores/Store.js";
import { aUser } from "../contract/records.js";
import { A_BROWSER, createSessionServices, GRACE, read } from "../support/sessionServices.js";
import { openStores } from "./stores.js";

const RUNS = 20;

const { memory, sqlite, mongo } = openStores();

type Act = "refresh" | "use" | "logout";

/** What the tabs of one browser do at the same moment, a few moments one after the other. */
const moments: fc.Arbitrary<Act[][]> = fc.array(
  fc.array(fc.constantFrom<Act>("refresh", "refresh", "refresh", "refresh", "use", "use", "logout"), {
    minLength: 2,
    maxLength: 16,
  }),
  { minLength: 1, maxLength: 4 },
);

async function holdsInEveryMoment(store: Store, story: readonly Act[][]): Promise<void> {
  const user = aUser();
  await store.users.create(user);
  const services = createSessionServices(store);
  let tokens = await services.open(user, { rememberMe: true, client: A_BROWSER });
  const { sessionId } = read(tokens.refreshToken);
  const secrets = new Map<number, string>([[0, tokens.refreshToken]]);
  let hasEnded = false;

  for (const acts of story) {
    const { generation: before, refreshToken: token, accessToken } = { ...read(tokens.refreshToken), ...tokens };
    const input = { token, cameFromCookie: true, idempotencyKey: null, client: A_BROWSER };
    const answers = await Promise.allSettled(
      acts.map((act): Promise<IssuedTokens | null> => {
        if (act === "refresh") return services.refresh(input);
        if (act === "use") return services.authenticate(accessToken).then(() => null);
        return services.ending.logout([{ kind: "refresh", token }], A_BROWSER).then(() => null);
      }),
    );
    await services.background.drain();

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
    services.clock.advance(GRACE);
  }
}

// Invariants 1, 2, 4, 9 and 13 of the rule, under real concurrency.
describe("what the tabs of one browser do at once", () => {
  const stores: [string, Store | null, number][] = [
    ["the memory store", memory, 20 * RUNS],
    ["SQLite", sqlite, 5 * RUNS],
    ["MongoDB", mongo, RUNS],
  ];

  for (const [name, store, numRuns] of stores) {
    test.skipIf(store === null)(`gives one successor, and nothing after a logout, on ${name}`, () =>
      fc.assert(
        fc.asyncProperty(moments, async (story) => {
          if (store !== null) await holdsInEveryMoment(store, story);
        }),
        { numRuns },
      ),
    );
  }
});
