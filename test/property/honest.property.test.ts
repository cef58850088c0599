import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { createMemoryStore } from "../../src/stores/memory/index.js";
import { aUser } from "../contract/records.js";
import { A_BROWSER, A_CLIENT, createSessionServices, GRACE, read } from "../support/sessionServices.js";
import { HonestBrowser, type Send } from "./HonestBrowser.js";
import { type Refresh, RetryingClient } from "./RetryingClient.js";

const RUNS = 2500;
const SECOND = 1000;
const HOUR = 3600 * SECOND;
/** Round trips stay below D, half of the grace. */
const ONE_WAY = GRACE / 4 - 1;

const store = createMemoryStore();
const user = aUser();

beforeAll(async () => {
  await store.open();
  await store.users.create(user);
});

async function signIn(client: typeof A_BROWSER) {
  const services = createSessionServices(store);
  const tokens = await services.open(user, { rememberMe: true, client });
  return { services, tokens, record: () => store.sessions.get(read(tokens.refreshToken).sessionId) };
}

type Choice<T> = readonly [weight: number, value: T];

function weighted<T>(...choices: Choice<T>[]): fc.Arbitrary<T> {
  return fc.oneof(...choices.map(([weight, value]) => ({ weight, arbitrary: fc.constant(value) })));
}

/** One of the choices, or sometimes anything. */
function weightedOr<T>(anything: fc.Arbitrary<T>, ...choices: Choice<T>[]): fc.Arbitrary<T> {
  return fc.oneof({ weight: 4, arbitrary: weighted(...choices) }, { weight: 1, arbitrary: anything });
}

// Mostly the bounds of the rule: it is there that answers overtake each other.
const oneWay = weightedOr(fc.nat(ONE_WAY), [5, 0], [3, ONE_WAY]);
const pause = weightedOr(
  fc.nat(2 * GRACE),
  [4, 0],
  [3, 1],
  [1, 500],
  [2, GRACE / 2 - 100],
  [1, GRACE / 2],
  [3, GRACE + 1],
  [1, 60 * SECOND],
  [1, 11 * HOUR],
);

const sends: fc.Arbitrary<Send[]> = fc.array(
  fc.record({
    after: pause,
    kind: weighted([3, "refresh" as const], [2, "use" as const]),
    there: oneWay,
    back: oneWay,
    lost: weighted([12, "nothing" as const], [1, "request" as const], [2, "answer" as const]),
  }),
  { maxLength: 40, size: "max" },
);

const refreshes: fc.Arbitrary<Refresh[]> = fc.array(
  fc.record({
    after: pause,
    failures: fc.array(fc.record({ lost: fc.constantFrom("request" as const, "answer" as const), wait: pause }), {
      maxLength: 8,
    }),
    copyAfter: fc.option(fc.nat(4)),
    isUsed: fc.boolean(),
  }),
  { maxLength: 12 },
);

// Invariants 3 and 8 of the rule.
describe("no honest logout", () => {
  test("of a browser with several tabs, round trips below D and five lost answers a day", () =>
    fc.assert(
      fc.asyncProperty(sends, async (story) => {
        const { services, tokens, record } = await signIn(A_BROWSER);
        const browser = new HonestBrowser(services, tokens);
        await browser.live(story);
        expect(browser.refusals).toEqual([]);
        expect(await record()).toMatchObject({ revokedAt: null });
      }),
      { numRuns: RUNS },
    ));

  test("of a retrying client, with any delay and any number of losses", () =>
    fc.assert(
      fc.asyncProperty(refreshes, async (story) => {
        const { services, tokens, record } = await signIn(A_CLIENT);
        await new RetryingClient(services, tokens).live(story);
        expect(await record()).toMatchObject({ revokedAt: null, lateCount: 0 });
      }),
      { numRuns: RUNS },
    ));

  test("of a strict client that loses no answer, however long it waits", () =>
    fc.assert(
      fc.asyncProperty(fc.array(pause, { maxLength: 20 }), async (pauses) => {
        const { services, tokens, record } = await signIn(A_CLIENT);
        let token = tokens.refreshToken;
        for (const wait of pauses) {
          services.clock.advance(wait);
          const input = { token, cameFromCookie: false, idempotencyKey: null, client: A_CLIENT };
          token = (await services.refresh(input)).refreshToken;
        }
        expect(await record()).toMatchObject({ revokedAt: null, generation: pauses.length });
      }),
      { numRuns: RUNS / 5 },
    ));
});
