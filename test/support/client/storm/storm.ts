import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { configFromOptions } from "../../../../src/config/index.js";
import { createKeyring, decodeRefreshToken } from "../../../../src/services/token/index.js";
import type { Store } from "../../../../src/stores/Store.js";
import { StoreUnavailableError } from "../../../../src/stores/StoreUnavailableError.js";
import { buildVictim } from "../../faults/kills/buildVictim.js";
import { anAccount } from "../../http/accounts.js";
import { openSession } from "../../http/openSession.js";
import { ACCESS_SECRET, REFRESH_SECRET } from "../../http/testServer.js";
import { ManualClock, MINUTE } from "../../ManualClock.js";
import { MortalServers } from "./MortalServers.js";
import { lost, type MakeClient, type StormClient, type Tally, untilAnswered } from "./StormClient.js";
import { stormBrowser } from "./stormBrowser.js";
import { type StormStore, stormDatabases } from "./stormDatabases.js";
import { stormWorker } from "./stormWorker.js";

const BROWSERS = [stormBrowser, stormBrowser, stormBrowser];
const WORKERS = [stormWorker, stormWorker, stormWorker];
/** Longer than the grace, so that each round of the browsers begins with a token that has to be rotated. */
const BETWEEN_ROUNDS = 2 * MINUTE;
/** After so many rounds one client's spent token is tried, which ends its session. */
const ROUNDS_TO_THEFT = 7;

/** After so many kills of a server the database server is killed. */
const KILLS_TO_CRASH = 10;
const RETRY_MS = 100;

export interface StormFigures extends Tally {
  kills: number;
  /** How often the database server was killed. */
  crashes: number;
  /** Each with several tabs. */
  browsers: number;
  workers: number;
  rounds: number;
  /** Spent tokens that a stranger presented, and how many of them were accepted. */
  spentTried: number;
  spentAccepted: number;
  /** Sessions whose record lies behind the token that was acknowledged last. */
  lostWrites: number;
  integrity: string;
  seconds: number;
}

/**
 * Honest clients refresh through two servers on one database, which are killed again and again at random moments, and a database
 * server too.
 */
export async function runStorm({
  kills,
  store: kind = "sqlite",
}: {
  kills: number;
  store?: StormStore;
}): Promise<StormFigures> {
  const startedAt = performance.now();
  const program = await buildVictim();
  const folder = mkdtempSync(join(tmpdir(), "latchkey-storm-"));
  const database = await stormDatabases[kind]();
  const options = {
    databaseUrl: database.url,
    publicUrl: "http://localhost:3000",
    accessTokenSecret: ACCESS_SECRET,
    refreshTokenSecret: REFRESH_SECRET,
    refreshTokenGrace: "60s",
    rateLimit: "off",
  } as const;
  const config = configFromOptions(options);
  const clock = new ManualClock();
  const tally = { refreshes: 0, retries: 0, signOuts: 0, forks: 0 };
  const stolen = { spentTried: 0, spentAccepted: 0 };
  const servers = new MortalServers(program, { options, outbox: join(folder, "outbox") }, clock.now(), kills);

  /** A file is held for a moment only: nobody but the servers is to keep it sound. */
  async function withStore<Result>(work: (store: Store) => Promise<Result>): Promise<Result> {
    for (;;) {
      const store = database.createStore();
      try {
        await store.open();
        return await work(store);
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        // The database server was killed meanwhile.
        await sleep(RETRY_MS);
      } finally {
        await store.close();
      }
    }
  }

  let crashes = 0;

  async function crashAgainAndAgain(): Promise<void> {
    while (database.crash !== undefined && !isOver) {
      await sleep(RETRY_MS);
      if (servers.kills < KILLS_TO_CRASH * (crashes + 1)) continue;
      await database.crash();
      crashes += 1;
    }
  }

  async function enter(make: MakeClient): Promise<StormClient> {
    const tokens = await withStore(async (store) => {
      const server = { api: "", config, clock, store };
      return openSession(server, await anAccount(server), { browser: make === stormBrowser, rememberMe: true });
    });
    return make(() => servers.pick(), tokens, tally);
  }

  /** A stranger without the cookie and without the key. The session ends with it. */
  async function trySpent(client: StormClient): Promise<void> {
    if (client.spent() === "") return;
    for (const [index, refreshToken] of [client.spent(), client.current()].entries()) {
      const send = async () =>
        fetch(`${await servers.pick()}/auth/refresh-token`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ refreshToken }),
          signal: lost(),
        });
      const { status } = await untilAnswered(send, { ...tally });
      if (index === 0) stolen.spentTried += 1;
      if (status !== 401) stolen.spentAccepted += 1;
    }
  }

  async function lostWrites(clients: readonly StormClient[]): Promise<number> {
    const keyring = createKeyring(config.refreshTokenSecrets);
    const held = clients.map((client) => decodeRefreshToken(keyring, client.current()));
    const stored = await withStore((store) =>
      Promise.all(held.map((token) => store.sessions.get(token?.sessionId ?? ""))),
    );
    return held.filter((token, index) => token === null || stored[index]?.generation !== token.generation).length;
  }

  let isOver = false;
  let rounds = 0;

  /** Clients that go on together, until one round after the last kill. `between` comes after each round. */
  async function live(makes: readonly MakeClient[], between: () => Promise<void>): Promise<StormClient[]> {
    const clients = await Promise.all(makes.map(enter));
    for (let [round, last] = [0, false]; !last; round += 1) {
      last = isOver;
      await Promise.all(clients.map((client) => client.round()));
      rounds += 1;
      await between();
      const place = round % clients.length;
      const [client, make] = [clients[place], makes[place]];
      if (last || round % ROUNDS_TO_THEFT !== 0 || client === undefined || make === undefined) continue;
      await trySpent(client);
      clients[place] = await enter(make);
    }
    return clients;
  }

  const passTime = async () => {
    clock.advance(BETWEEN_ROUNDS);
    await servers.setTime(clock.now());
  };

  try {
    const killing = servers.run().finally(() => {
      isOver = true;
    });
    const groups = [live(BROWSERS, passTime), ...WORKERS.map((worker) => live([worker], async () => undefined))];
    const crashing = crashAgainAndAgain();
    const clients = (await Promise.all(groups)).flat();
    await Promise.all([killing, crashing]);
    const lost = await lostWrites(clients);
    for (const client of clients) await trySpent(client);
    await servers.close();
    const integrity = await database.integrity();
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    const [browsers, workers] = [BROWSERS.length, WORKERS.length];
    return {
      kills: servers.kills,
      crashes,
      browsers,
      workers,
      rounds,
      ...tally,
      ...stolen,
      lostWrites: lost,
      integrity,
      seconds,
    };
  } finally {
    await servers.close();
    await database.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
}
