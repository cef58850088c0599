import { defineConfig } from "vitest/config";
import { MAX_WORKERS, project, requests, UNIT } from "./vitest.config.js";

/** The inner loop, `npm run test:fast`: what needs no other program, and the HTTP contract on SQLite alone. */
export default defineConfig({
  test: {
    maxWorkers: MAX_WORKERS,
    provide: { mongoUrl: null, mongoUrls: [], postgresUrl: null, onlyStore: "SQLite" },
    projects: [
      project("unit", { include: UNIT, isolate: false }),
      requests({ include: ["test/{contract,http}/**/*.test.ts"] }),
    ],
  },
});
