import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningPostgres } from "../../scripts/postgres/startPostgres.js";
import { createPostgresStore } from "../../src/stores/postgres/index.js";
import type { Session, Store } from "../../src/stores/Store.js";
import { anAddition, aSession } from "../support/records.js";
import { hasPostgresPrograms, startOwnPostgres } from "../support/store/ownPostgres.js";
import { freshPostgresUrl } from "../support/store/postgresDatabase.js";

const RACERS = 12;
const INCREMENTS = 15;

describe.skipIf(!hasPostgresPrograms)("a PostgreSQL server whose transactions are serializable by default", () => {
  let server: RunningPostgres;
  let store: Store;
  let statements = 0;

  beforeAll(async () => {
    server = await startOwnPostgres({ default_transaction_isolation: "serializable" });
    const url = await freshPostgresUrl(server.url);
    store = createPostgresStore({ url, onStatement: () => statements++ });
    await store.open();
  });
  afterAll(async () => {
    await store.close();
    await server.dispose();
  });

  test("gives statements up for others, which are run again: a counter counts each call once", async () => {
    const addition = anAddition();
    statements = 0;
    const calls = RACERS * INCREMENTS;
    const racers = Array.from({ length: RACERS }, async () => {
      for (let nth = 0; nth < INCREMENTS; nth += 1) await store.rateLimits.add(addition);
    });
    await Promise.all(racers);
    expect(statements, "some were run again").toBeGreaterThan(calls);
    expect(await store.rateLimits.get(addition)).toMatchObject({ points: calls });
  });

  test("answers a compare-and-set that lost with a conflict, and one of those who race wins", async () => {
    const session = aSession();
    await store.sessions.create(session);
    const stored = new Set<number>();
    async function race(): Promise<void> {
      for (let found: Session | null = null; ; ) {
        found = await store.sessions.get(session._id);
        const version = found?.version ?? 0;
        if (version >= INCREMENTS) return;
        const next = { ...session, version: version + 1, lateCount: (found?.lateCount ?? 0) + 1 };
        const { kind } = await store.sessions.compareAndSet(next, version);
        if (kind === "conflict") continue;
        expect(stored.has(version), "two wrote on the same version").toBe(false);
        stored.add(version);
      }
    }
    await Promise.all(Array.from({ length: RACERS }, race));
    expect(await store.sessions.get(session._id)).toMatchObject({ version: INCREMENTS, lateCount: INCREMENTS });
    expect(stored.size).toBe(INCREMENTS);
  });
});
