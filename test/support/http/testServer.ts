import { mkdtempSync, rmSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pino } from "pino";
import { createApp } from "../../../src/app.js";
import { appOptionsFrom, configFromOptions, type LatchkeyOptions } from "../../../src/config/index.js";
import { createContainer } from "../../../src/container.js";
import type { ApiDocs } from "../../../src/openapi/index.js";
import { createHttpServer, listen } from "../../../src/serve/httpServer.js";
import { OutboxTransport } from "../../../src/services/email/index.js";
import { Events } from "../../../src/services/events/index.js";
import { createOutboxPages, type Pages } from "../../../src/site/index.js";
import type { Store } from "../../../src/stores/Store.js";
import { createSqliteStore } from "../../../src/stores/sqlite/index.js";
import { logEvents } from "../../../src/telemetry/index.js";
import { ManualClock } from "../ManualClock.js";
import { readOutbox } from "../mail/mailbox.js";
import { StubProvider } from "../providers/StubProvider.js";
import { StoreProbe } from "../store/StoreProbe.js";

export { ManualClock } from "../ManualClock.js";

export const ACCESS_SECRET = "test access secret 0123456789 abcdefghij";
export const REFRESH_SECRET = "test refresh secret 0123456789 abcdefghij";

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;

/** What is needed to put accounts and sessions into a server's database: the server may be another process, of HS256 then. */
export type ReachableServer = Pick<TestServer, "api" | "config" | "clock" | "store"> & {
  readonly container?: TestServer["container"];
};

/**
 * The real app on a free loopback port, with a SQLite file of its own unless `store` says otherwise. The clock is the
 * test's. `log` holds every line that was logged; `probe` watches what the app asks of the store.
 */
export async function startTestServer(
  options: LatchkeyOptions = {},
  parts: {
    store?: Store;
    clock?: ManualClock;
    pages?: Pages;
    apiDocs?: ApiDocs;
    metrics?: boolean;
    isStopping?: () => boolean;
    databaseFile?: string;
    dispose?: () => Promise<void>;
    /** Whether there are two to sign in with, where the settings have none. */
    providers?: boolean;
  } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-test-"));
  const databaseFile = parts.databaseFile ?? join(folder, "latchkey.db");
  const clock = parts.clock ?? new ManualClock();
  const log: string[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      log.push(String(chunk));
      done();
    },
  });
  const outbox = join(folder, "outbox");
  const given = configFromOptions({
    databaseUrl: `sqlite:${databaseFile}`,
    publicUrl: "http://localhost:3000",
    accessTokenSecret: ACCESS_SECRET,
    refreshTokenSecret: REFRESH_SECRET,
    // Tests of the limits turn them on; the others come from one address. Away from localhost they cannot be off.
    rateLimit: options.publicUrl?.startsWith("https:") ? "on" : "off",
    ...options,
  });
  const config = { ...given, outboxDirectory: outbox };
  const store = parts.store ?? createSqliteStore({ path: databaseFile });
  const probe = new StoreProbe(store);
  const logger = pino({ level: "debug" }, sink);
  const events = new Events();
  logEvents(events, logger);
  const transport = new OutboxTransport({ directory: outbox, from: config.mailFrom, clock, events });
  const app = appOptionsFrom(options);
  const provider = new StubProvider("example", "Example");
  const otherProvider = new StubProvider("other", "Other");
  const list = [provider, otherProvider];
  const providers = { get: (name: string) => list.find((one) => one.name === name) ?? null, list: () => list };
  const usesStubs = parts.providers === true && config.providers.length === 0;
  const composed = { store: probe.store, clock, logger, transport, app, ...(usesStubs && { providers }) };
  const container = createContainer(config, composed);
  await container.open();
  const { pages = null, apiDocs, metrics = false, isStopping = () => false } = parts;
  const expressApp = createApp(container, {
    pages,
    outbox: createOutboxPages(container),
    metrics: metrics ? container.metrics : null,
    isStopping,
    ...(apiDocs !== undefined && { apiDocs }),
  });
  const server = createHttpServer(expressApp);
  await listen(server, { host: "127.0.0.1", port: 0 });
  const { port } = server.address() as AddressInfo;

  return {
    origin: `http://127.0.0.1:${port}`,
    api: `http://127.0.0.1:${port}/api/v1`,
    databaseFile,
    config,
    app: expressApp,
    container,
    store,
    probe,
    clock,
    provider,
    otherProvider,
    log,
    /** Waits for everything that runs after an answer, and forgets what the probe has seen. */
    quiet: async () => {
      await container.background.drain();
      probe.reset();
    },
    /** Every mail so far, oldest first, when everything that runs after an answer has ended. */
    mails: async () => {
      await container.background.drain();
      return readOutbox(outbox);
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await container.close();
      await parts.dispose?.();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
