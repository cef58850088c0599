import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../src/app.js";
import { configFromOptions, type LatchkeyOptions } from "../src/config/index.js";
import { createContainer } from "../src/container.js";
import { listen } from "../src/serve/httpServer.js";
import { createSqliteStore } from "../src/stores/sqlite/index.js";
import { MeteredStore, type StoreUse } from "./meteredStore.js";

/** A server in this process whose store is watched, with a new SQLite file. */
export async function startMeteredServer(options: LatchkeyOptions) {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
  const config = configFromOptions({
    accessTokenSecret: "an access secret of the benchmark 0123456789",
    refreshTokenSecret: "a refresh secret of the benchmark 0123456789",
    logLevel: "warn",
    ...options,
  });
  const transport = { send: async () => undefined, close: async () => undefined };
  const metered = new MeteredStore(createSqliteStore({ path: join(folder, "latchkey.db") }));
  const container = createContainer(config, { store: metered.store, transport });
  await container.open();
  container.jobs.start();
  const app = createApp(container);
  const uses: StoreUse[] = [];
  const server = createServer(async (req, res) => {
    const use = await metered.useOf(async () => {
      const answer = answerOf(res);
      app(req, res);
      await answer;
    });
    uses.push(use);
  });
  await listen(server, { host: "127.0.0.1", port: 0 });
  const { port } = server.address() as AddressInfo;
  return {
    api: `http://127.0.0.1:${port}/api/v1`,
    /** What the requests since the last call asked of the store. */
    takeUses: () => uses.splice(0),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await container.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when the answer is given. Its `finish` comes a turn of the event loop later, after what no answer waits for. */
function answerOf(res: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const end = res.end;
    res.end = ((...args: Parameters<typeof end>) => {
      resolve();
      return Reflect.apply(end, res, args);
    }) as typeof end;
  });
}
