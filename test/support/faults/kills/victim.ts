/**
 * A server that kills itself on request: the app and its services as they are, over a store that records each step. A step is each
 * statement of SQLite and PostgreSQL (on MongoDB each verb) before it is carried out, and each verb when it was. So every moment at which
 * something was written or not is one of the steps, before and after each COMMIT among them.
 */

import { writeSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { createApp } from "../../../../src/app.js";
import { configFromOptions } from "../../../../src/config/index.js";
import { createContainer } from "../../../../src/container.js";
import { listen } from "../../../../src/serve/httpServer.js";
import { OutboxTransport } from "../../../../src/services/email/index.js";
import { Events } from "../../../../src/services/events/index.js";
import { createMongoStore } from "../../../../src/stores/mongo/index.js";
import { createPostgresStore } from "../../../../src/stores/postgres/index.js";
import type { Store } from "../../../../src/stores/Store.js";
import { StoreUnavailableError } from "../../../../src/stores/StoreUnavailableError.js";
import { createSqliteStore } from "../../../../src/stores/sqlite/index.js";
import { StoreProbe } from "../../store/StoreProbe.js";
import type { FromVictim, Step, ToVictim, VictimSetup } from "./victimMessages.js";

const setup = JSON.parse(process.env["VICTIM"] ?? "") as VictimSetup;
const RETRY_MS = 50;
let { now } = setup;
let aim: Step | null = null;
/** `null` while nobody wants to know. */
let taken: Step[] | null = null;

function step(what: string): void {
  if (taken === null) return;
  const nth = taken.filter((other) => other.what === what).length + 1;
  taken.push({ what, nth });
  if (what !== aim?.what || nth !== aim.nth) return;
  writeSync(1, "killed at the step\n");
  process.kill(process.pid, "SIGKILL");
}

/** Without the values, and of a statement the first words alone. */
function nameOf(sql: string): string {
  return sql.trim().split(/\s+/, 3).join(" ");
}

function createStore(url: string): Store {
  if (url.startsWith("mongodb:")) return createMongoStore({ url });
  if (url.startsWith("postgres:")) return createPostgresStore({ url, onStatement });
  return createSqliteStore({ path: url.replace("sqlite:", ""), onStatement });
}

const config = configFromOptions(setup.options);
const onStatement = (sql: string) => step(`before ${nameOf(sql)}`);
const store = createStore(config.databaseUrl);
const probe = new StoreProbe(store);
if (config.databaseUrl.startsWith("mongodb:")) probe.before((verb) => step(`before ${verb}`));
probe.after((verb) => step(`after ${verb}`));

const clock = { now: () => now };
const transport = new OutboxTransport({
  directory: setup.outbox,
  from: config.mailFrom,
  clock,
  events: new Events(),
});
const logger = pino({ level: "silent" });
const container = createContainer(config, { store: probe.store, clock, logger, transport });

function tell(message: FromVictim): void {
  process.send?.(message);
}

process.on("message", async (message: ToVictim) => {
  if (message.kind === "time") now = message.now;
  if (message.kind === "arm") [taken, aim] = [[], message.aim];
  if (message.kind === "settle") await container.background.drain();
  tell({ kind: "done", steps: taken ?? [] });
  if (message.kind === "settle") taken = null;
});
// Its parent has ended without a word.
process.on("disconnect", () => process.exit(1));

/** Its database server may be killed too. */
async function openAtLast(): Promise<void> {
  for (;;) {
    try {
      return await container.open();
    } catch (error) {
      if (!(error instanceof StoreUnavailableError)) throw error;
      await sleep(RETRY_MS);
    }
  }
}

async function serve(): Promise<void> {
  await openAtLast();
  const server = createServer(createApp(container));
  await listen(server, { host: "127.0.0.1", port: 0 });
  // Once: a job that ran by the clock would take steps at any time.
  if (setup.takesOver) {
    container.jobs.start();
    container.jobs.stop();
  }
  tell({ kind: "listens", port: (server.address() as AddressInfo).port });
}

void serve();
