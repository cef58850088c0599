import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";

type ProjectTest = NonNullable<TestProjectInlineConfiguration["test"]>;

/** The tests beside the code. */
export const UNIT = ["{src,web/src,packages/client/src}/**/*.test.{ts,tsx}"];
/** Requests to a server in the test's own process, and the stores below it. */
const REQUESTS = ["test/{contract,http,limits,openapi,security}/**/*.test.ts"];
/** Processes that are started, stopped, killed, upgraded and looked at. */
const PROCESSES = ["test/{cli,deploy,doctor,faults,mail,telemetry,upgrades}/**/*.test.ts"];
/** They need hashes that cost what they cost: they race with a password. */
const HASHING = ["test/security/races.test.ts"];
/** They replace a module or a browser's globals, and so cannot share a process with others. */
const REPLACING = ["test/limits/http/wrongPasswords.test.ts", "test/faults/clients/**/*.test.ts"];
/** They compare how long answers take, so nothing else may run beside them. */
const MEASURING = ["test/security/enumeration.test.ts"];

/** Many tests wait for a database or a process: with one worker, one of two cores would have nothing to do. */
export const MAX_WORKERS = Math.max(2, availableParallelism());

// The example imports the package by its name, as a user does.
const alias = {
  "@latchkey/client/email-code": resolve("packages/client/src/emailCode.ts"),
  "@latchkey/client/passkeys": resolve("packages/client/src/passkeys.ts"),
  "@latchkey/client/providers": resolve("packages/client/src/providers.ts"),
  "@latchkey/client/react": resolve("packages/client/src/react.tsx"),
  "@latchkey/client": resolve("packages/client/src/index.ts"),
  "latchkey/fetch": resolve("src/fetch.ts"),
  "latchkey/testing": resolve("src/testing.ts"),
  "latchkey/verifier": resolve("src/verifier.ts"),
  latchkey: resolve("src/latchkey.ts"),
};

export function project(name: string, test: ProjectTest, aliases: Record<string, string> = {}) {
  return {
    resolve: { alias: { ...alias, ...aliases } },
    test: { name, testTimeout: 60_000, hookTimeout: 60_000, ...test },
  } satisfies TestProjectInlineConfiguration;
}

/** What takes the place of the hashing libraries in tests that are not about hashing. */
const REMEMBERING = {
  "@node-rs/argon2": resolve("test/support/password/rememberingArgon2.ts"),
  bcrypt: resolve("test/support/password/rememberingBcrypt.ts"),
};

/** One process for many files: to load the modules again for each of them would take longer than the tests. */
export function requests(test: ProjectTest) {
  const exclude = [...HASHING, ...REPLACING, ...MEASURING];
  return project("requests", { isolate: false, exclude, ...test }, REMEMBERING);
}

export default defineConfig({
  test: {
    globalSetup: ["mongoServer", "postgresServer", "reportMissing"].map((name) => `test/support/run/${name}.ts`),
    maxWorkers: MAX_WORKERS,
    projects: [
      requests({ include: REQUESTS }),
      project("unit", { include: [...UNIT, ...HASHING], isolate: false }),
      project("processes", { include: PROCESSES, exclude: REPLACING, testTimeout: 120_000 }),
      project("others", { include: ["test/**/*.test.ts"], exclude: [...REQUESTS, ...PROCESSES] }),
      project("replacing", { include: REPLACING }, REMEMBERING),
      project("measuring", { include: MEASURING, maxWorkers: 1, sequence: { groupOrder: 1 } }),
    ],
  },
});
