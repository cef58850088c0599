import { describe, expect, test } from "vitest";
import { runStorm } from "../../support/client/storm/storm.js";
import { hasPostgresPrograms } from "../../support/store/ownPostgres.js";

/** `npm run faults:storm` does a thousand. */
const KILLS = Number(process.env["LATCHKEY_KILLS"] ?? 100);
/** There the database is killed too, and each takes seconds to recover. */
const KILLS_ON_POSTGRES = KILLS / 5;

const STORMS = [
  { name: "SQLite", store: "sqlite", kills: KILLS, isAvailable: true },
  { name: "PostgreSQL", store: "postgres", kills: KILLS_ON_POSTGRES, isAvailable: hasPostgresPrograms },
] as const;

describe.each(STORMS)("a storm of refreshes on $name", ({ store, kills, isAvailable }) => {
  test.skipIf(!isAvailable)(
    `through servers that are killed ${kills} times signs nobody out`,
    {
      timeout: 3_600_000,
    },
    async () => {
      const figures = await runStorm({ kills, store });
      expect(figures).toMatchObject({
        kills,
        signOuts: 0,
        forks: 0,
        spentAccepted: 0,
        lostWrites: 0,
        integrity: "ok",
      });
      expect(figures.retries, "requests were cut off").toBeGreaterThan(0);
      expect(figures.refreshes).toBeGreaterThan(figures.rounds);
      expect(figures.spentTried).toBeGreaterThan(0);
      if (store === "postgres") expect(figures.crashes).toBeGreaterThan(0);
    },
  );
});
