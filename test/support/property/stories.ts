import fc from "fast-check";
import { HOUR, SECOND } from "../ManualClock.js";
import { type Command, inWords, type Which } from "./Command.js";

const index = fc.nat(40);
const server = fc.nat(1);
const client = fc.nat(4);
// Newer tokens are more interesting than old ones: negative numbers count from the end.
const token = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: -3, max: -1 }) }, { weight: 1, arbitrary: index });
const which: fc.Arbitrary<Which> = fc.oneof(
  fc.record({ of: fc.constant("jar" as const), client }),
  fc.record({ of: fc.constant("all" as const), token }),
);
const fate = fc.oneof(
  { weight: 4, arbitrary: fc.constant("arrives" as const) },
  { weight: 2, arbitrary: fc.constant("is lost" as const) },
  { weight: 2, arbitrary: fc.constant("is late" as const) },
);
const key = fc.constantFrom(null, null, "the owner's key" as const, "another key" as const);
const times = [1, 100, 4 * SECOND, 6 * SECOND, 11 * SECOND, HOUR, 25 * HOUR, 8 * 24 * HOUR, -5 * SECOND, -HOUR];

const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("open" as const),
      as: fc.constantFrom("browser" as const, "client" as const),
      server,
    }),
  },
  {
    weight: 16,
    arbitrary: fc.record({ kind: fc.constant("refresh" as const), client, withKey: fc.boolean(), fate, server }),
  },
  {
    weight: 14,
    arbitrary: fc.record({ kind: fc.constant("present" as const), token, fromCookie: fc.boolean(), key, server }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("deliver" as const), answer: index }) },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant("burst" as const), which, size: fc.integer({ min: 2, max: 6 }) }),
  },
  { weight: 8, arbitrary: fc.record({ kind: fc.constant("use" as const), which, server }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("logout" as const), which, server }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("changePassword" as const), client, fate, server }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("endAll" as const) }) },
  { weight: 12, arbitrary: fc.record({ kind: fc.constant("advance" as const), by: fc.constantFrom(...times) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("restart" as const), server }) },
);

export interface Story {
  readonly steps: readonly Command[];
}

/** Stories of up to thirty steps; each begins with a browser and a client that sign in. A failure is printed in words. */
export const stories: fc.Arbitrary<Story> = fc.array(command, { maxLength: 30, size: "max" }).map((steps) => {
  const all: Command[] = [
    { kind: "open", as: "browser", server: 0 },
    { kind: "open", as: "client", server: 0 },
    ...steps,
  ];
  return {
    steps: all,
    [fc.toStringMethod]: () => all.map((step, at) => `\n  ${at}. ${inWords(step)}`).join(""),
  };
});
