import { defineConfig } from "vitest/config";

/** Stryker runs the tests of one folder; the sandbox names the files that it runs. */
const { MUTATED_FOLDER = "src/services/{session,assurance}" } = process.env;

export default defineConfig({
  test: {
    include: [`${MUTATED_FOLDER}/*.test.ts`, "test/property/decide.property.test.ts"],
    setupFiles: ["scripts/mutate/repeatable.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
