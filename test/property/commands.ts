import fc from "fast-check";

const SECOND = 1000;
const HOUR = 3600 * SECOND;

/** One step of a story. Tokens and clients are named by an index into all that were ever handed out. */
export type Command =
  | { kind: "open"; browser: boolean }
  | { kind: "refresh"; token: number; fromCookie: boolean; key: string | null }
  | { kind: "burst"; token: number; size: number }
  | { kind: "access"; token: number }
  | { kind: "logout"; token: number }
  | { kind: "changePassword"; session: number }
  | { kind: "endAll" }
  | { kind: "advance"; by: number };

const index = fc.nat(40);
// Newer tokens are more interesting than old ones: negative indexes count from the end.
const token = fc.oneof({ weight: 3, arbitrary: fc.integer({ min: -3, max: -1 }) }, { weight: 1, arbitrary: index });
const times = [1, 100, 4 * SECOND, 6 * SECOND, 11 * SECOND, HOUR, 25 * HOUR, 8 * 24 * HOUR, -5 * SECOND, -HOUR];

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("open" as const), browser: fc.boolean() }) },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("refresh" as const),
      token,
      fromCookie: fc.boolean(),
      key: fc.constantFrom(null, null, "one", "two"),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("burst" as const), token, size: fc.integer({ min: 2, max: 6 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("access" as const), token }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("logout" as const), token }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("changePassword" as const), session: index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("endAll" as const) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant("advance" as const), by: fc.constantFrom(...times) }) },
);

/** What happens in a step, in words. */
export function inWords(command: Command): string {
  switch (command.kind) {
    case "open":
      return `${command.browser ? "a browser" : "a client"} signs in`;
    case "refresh":
      return `refresh token ${command.token} is presented ${command.fromCookie ? "as a browser's cookie" : "in a body"}, ${command.key === null ? "without a key" : `with key ${command.key}`}`;
    case "burst":
      return `refresh token ${command.token} is presented by ${command.size} tabs at once`;
    case "access":
      return `access token ${command.token} is used`;
    case "logout":
      return `refresh token ${command.token} signs out`;
    case "changePassword":
      return `the password is changed in session ${command.session}`;
    case "endAll":
      return "every session is ended";
    case "advance":
      return `the clock is set ${command.by < 0 ? "back" : "forward"} by ${Math.abs(command.by)} ms`;
  }
}

export interface Story {
  readonly steps: readonly Command[];
}

/** Stories of up to thirty steps; each begins with a browser and a client that sign in. A failure is told in words. */
export const stories: fc.Arbitrary<Story> = fc.array(command, { maxLength: 30 }).map((steps) => {
  const all: Command[] = [{ kind: "open", browser: true }, { kind: "open", browser: false }, ...steps];
  return {
    steps: all,
    [fc.toStringMethod]: () => all.map((step, index) => `\n  ${index}. ${inWords(step)}`).join(""),
  };
});
