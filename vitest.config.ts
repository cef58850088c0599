import { resolve } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // The example imports the package by its name, as a user does.
  resolve: {
    alias: {
      "@latchkey/client/react": resolve("packages/client/src/react.tsx"),
      "@latchkey/client": resolve("packages/client/src/index.ts"),
      "latchkey/fetch": resolve("src/fetch.ts"),
      "latchkey/verifier": resolve("src/verifier.ts"),
      latchkey: resolve("src/latchkey.ts"),
    },
  },
  test: {
    include: ["{src,web/src,packages/client/src}/**/*.test.{ts,tsx}", "test/**/*.test.ts"],
    globalSetup: ["test/support/run/mongoServer.ts", "test/support/run/reportMissing.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
