import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "vitest";
import { configFromOptions } from "../../../../src/config/index.js";
import { createMongoStore } from "../../../../src/stores/mongo/index.js";
import { createPostgresStore } from "../../../../src/stores/postgres/index.js";
import type { Store } from "../../../../src/stores/Store.js";
import { createSqliteStore } from "../../../../src/stores/sqlite/index.js";
import type { TestResponse } from "../../http/TestClient.js";
import { ACCESS_SECRET, REFRESH_SECRET, type ReachableServer } from "../../http/testServer.js";
import { HOUR, ManualClock, MINUTE } from "../../ManualClock.js";
import { type Mail, readOutbox } from "../../mail/mailbox.js";
import { dropMongoDatabase, freshMongoUrl } from "../../store/mongoDatabase.js";
import { dropPostgresDatabase, freshPostgresUrl } from "../../store/postgresDatabase.js";
import { integrityOf } from "../integrityOf.js";
import { startVictim, type Victim } from "./startVictim.js";
import type { Step } from "./victimMessages.js";

/** What a scenario may look at, beside the server. */
export type Scene = ReachableServer;

export type After = Scene & { readonly mails: readonly Mail[] };

export interface Scenario<Prepared> {
  /** Puts into the database what the request needs. */
  prepare(scene: Scene): Promise<Prepared>;
  /** The request in which the server dies. */
  send(prepared: Prepared, api: string): Promise<TestResponse>;
  /** What must be true when another process has taken over. `answer` is `null` when none came. */
  check(prepared: Prepared, answer: TestResponse | null, after: After): Promise<void>;
}

export type DatabaseKind = "SQLite" | "MongoDB" | "PostgreSQL";

export interface Kills {
  /** Where the server was killed, once for each step of the request. */
  readonly places: readonly string[];
  /** How many of them had answered before. */
  readonly afterAnswer: number;
}

// The lease of a job whose process died has ended, and every access token is still good.
const TAKEOVER = 3 * MINUTE;

/**
 * Sends a request to a server that lives, to learn its steps, and then for each step to one that kills itself there. After
 * each kill another process opens the same database, and `check` asks it.
 */
export async function killEverywhere<Prepared>(
  program: string,
  kind: DatabaseKind,
  scenario: Scenario<Prepared>,
): Promise<Kills> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-kills-"));
  const database = await databaseOf(kind, folder);
  const options = {
    databaseUrl: database.url,
    publicUrl: "http://localhost:3000",
    accessTokenSecret: ACCESS_SECRET,
    refreshTokenSecret: REFRESH_SECRET,
    sessionMaxAge: "400d",
    refreshTokenExpiry: "100d",
  } as const;
  const config = configFromOptions(options);
  const clock = new ManualClock();
  const outbox = join(folder, "outbox");
  const start = () => startVictim(program, { options, outbox, now: clock.now(), takesOver: true });
  const places: string[] = [];
  const aims: (Step | null)[] = [null];
  const known = new Set<string>();
  let afterAnswer = 0;
  let victim: Victim = await start();

  // Only a database server holds what it has: nobody's connection to it changes what a killed process left.
  const held = kind !== "SQLite" ? await opened(database.createStore()) : null;

  /** The test has a file open only while nobody is killed: the next process must find what the killed one left. */
  async function look<Result>(work: (scene: Scene) => Promise<Result>): Promise<Result> {
    const store = held ?? (await opened(database.createStore()));
    try {
      return await work({ api: victim.api, store, clock, config });
    } finally {
      if (store !== held) await store.close();
    }
  }

  try {
    for (let aim = aims.shift(); aim !== undefined; aim = aims.shift()) {
      // No limit remembers the round before.
      clock.advance(HOUR);
      await victim.setTime(clock.now());
      const prepared = await look((scene) => scenario.prepare(scene));
      await victim.arm(aim);
      const answer = await scenario.send(prepared, victim.api).catch(nothingCame);
      const steps = await victim.settle();
      // Not every request takes the same ones: where a job of before is done on the way, there are more.
      for (const step of steps ?? []) {
        if (!known.has(nameOf(step))) aims.push(step);
        known.add(nameOf(step));
      }
      if (steps === null && aim !== null) {
        places.push(aim.what);
        if (answer !== null) afterAnswer += 1;
        clock.advance(TAKEOVER);
        victim = await start();
        await victim.settle();
      }
      const where = steps === null && aim !== null ? `killed ${nameOf(aim)}` : "not killed";
      const mails = readOutbox(outbox);
      await look((scene) => scenario.check(prepared, answer, { ...scene, mails })).catch((error: unknown) => {
        throw new Error(`${where}, ${answer?.status ?? "no answer"}: ${String(error)}`, { cause: error });
      });
      database.expectSound(where);
    }
    return { places, afterAnswer };
  } finally {
    await victim.kill();
    await held?.close();
    await database.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function opened(store: Store): Promise<Store> {
  await store.open();
  return store;
}

function nameOf({ what, nth }: Step): string {
  return `${what}, ${nth}`;
}

/** The connection broke. */
function nothingCame(error: unknown): null {
  if (error instanceof TypeError) return null;
  throw error;
}

async function databaseOf(kind: DatabaseKind, folder: string) {
  const expectSound = () => undefined;
  if (kind === "PostgreSQL") {
    const url = await freshPostgresUrl();
    const dispose = () => dropPostgresDatabase(url);
    return { url, createStore: () => createPostgresStore({ url }), expectSound, dispose };
  }
  if (kind === "MongoDB") {
    const url = freshMongoUrl();
    const dispose = () => dropMongoDatabase(url);
    return { url, createStore: () => createMongoStore({ url }), expectSound, dispose };
  }
  const path = join(folder, "store.db");
  return {
    url: `sqlite:${path}`,
    createStore: () => createSqliteStore({ path }),
    expectSound: (where: string) => expect(integrityOf(path), where).toEqual(["ok"]),
    dispose: async () => undefined,
  };
}
