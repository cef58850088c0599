import fc from "fast-check";
import { HOUR, SECOND } from "../ManualClock.js";
import { GRACE } from "../services/assembleSessionServices.js";
import type { Send } from "./HonestBrowser.js";
import type { Refresh } from "./RetryingClient.js";

/** Round trips stay below D, half of the grace. */
const ONE_WAY = GRACE / 4 - 1;

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
const server = fc.nat(1);

/** Between two sends. */
export const pause = weightedOr(
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

/** The life of a browser with several tabs. */
export const sends: fc.Arbitrary<Send[]> = fc.array(
  fc.record({
    after: pause,
    kind: weighted([3, "refresh" as const], [2, "use" as const]),
    there: oneWay,
    back: oneWay,
    lost: weighted<Send["lost"]>([120, "nothing"], [10, "request"], [20, "answer"], [1, "server"]),
    server,
  }),
  { maxLength: 40, size: "max" },
);

/** The life of a client that retries. */
export const refreshes: fc.Arbitrary<Refresh[]> = fc.array(
  fc.record({
    after: pause,
    failures: fc.array(
      fc.record({
        lost: weighted<Refresh["failures"][number]["lost"]>([20, "request"], [20, "answer"], [1, "server"]),
        wait: pause,
      }),
      { maxLength: 8 },
    ),
    copyAfter: fc.option(fc.nat(4)),
    isUsed: fc.boolean(),
    server,
  }),
  { maxLength: 12 },
);
