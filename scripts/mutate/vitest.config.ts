import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/services/session/*.test.ts", "test/property/decide.property.test.ts"],
    setupFiles: ["scripts/mutate/repeatable.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
