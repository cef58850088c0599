import { existsSync } from "node:fs";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.ts", "test/**/*.test.ts"],
    globalSetup: existsSync("test/support/mongoServer.ts") ? ["test/support/mongoServer.ts"] : [],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
