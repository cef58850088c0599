import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { pino } from "pino";
import { createApp } from "../../src/app.js";
import { configFromOptions, type LatchkeyOptions } from "../../src/config/index.js";
import { createContainer } from "../../src/container.js";
import type { Store } from "../../src/stores/Store.js";
import { listen } from "../../src/utils/httpServer.js";

/** A clock that stands still until a test moves it. */
export class ManualClock {
  private time: number;

  constructor(time = Date.now()) {
    this.time = time;
  }

  now(): number {
    return this.time;
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
  }
}

export const ACCESS_SECRET = "test access secret 0123456789 abcdefghij";
export const REFRESH_SECRET = "test refresh secret 0123456789 abcdefghij";

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;

/**
 * The real app on a free loopback port, with a SQLite file of its own unless `databaseUrl` says otherwise. The clock is the
 * test's. `log` holds every line that was logged.
 */
export async function startTestServer(
  options: LatchkeyOptions = {},
  parts: { store?: Store; clock?: ManualClock } = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-test-"));
  const clock = parts.clock ?? new ManualClock();
  const log: string[] = [];
  const sink = new Writable({
    write: (chunk, _encoding, done) => {
      log.push(String(chunk));
      done();
    },
  });
  const config = configFromOptions({
    databaseUrl: `sqlite:${join(folder, "latchkey.db")}`,
    publicUrl: "http://localhost:3000",
    accessTokenSecret: ACCESS_SECRET,
    refreshTokenSecret: REFRESH_SECRET,
    ...options,
  });
  const container = createContainer(config, { ...parts, clock, logger: pino({ level: "debug" }, sink) });
  await container.open();
  const server = createServer(createApp(container));
  await listen(server, { host: "127.0.0.1", port: 0 });
  const { port } = server.address() as AddressInfo;

  return {
    origin: `http://127.0.0.1:${port}`,
    api: `http://127.0.0.1:${port}/api/v1`,
    config,
    container,
    store: container.store,
    clock,
    log,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await container.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
