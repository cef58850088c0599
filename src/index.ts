import { createServer } from "node:http";
import closeWithGrace from "close-with-grace";
import { createApp } from "./app.js";
import { type Config, loadConfig } from "./config/index.js";
import { createContainer } from "./container.js";
import { loadApiDocs } from "./openapi/index.js";
import { loadPages } from "./site/index.js";
import { closeServer, listen } from "./utils/httpServer.js";
import type { Logger } from "./utils/logger.js";
import { startBanner } from "./utils/startBanner.js";
import { startFailure } from "./utils/startFailure.js";

// The rest of SHUTDOWN_TIMEOUT is for the store to finish and close.
const SHARE_FOR_REQUESTS = 0.7;

/** The process: read the settings, open the store, listen, and end in good order. */
async function main(): Promise<void> {
  const config = loadConfig();
  const container = createContainer(config);
  warnOfOutbox(config, container.logger);
  await container.open();
  const metrics = config.metrics === "on";
  if (metrics) container.metrics.addProcess();
  let stopping = false;
  const isStopping = () => stopping;
  const server = createServer(
    { requestTimeout: 20_000, headersTimeout: 10_000, connectionsCheckingInterval: 2_000, maxHeaderSize: 16_384 },
    createApp(container, { pages: loadPages(config), apiDocs: loadApiDocs(), metrics, isStopping }),
  );
  // Before the server says that it listens: from then on a signal may come at any moment.
  closeWithGrace({ delay: config.shutdownTimeout, logger: false }, async ({ err }) => {
    stopping = true;
    if (err) container.logger.fatal({ err }, "The process is in an unknown state and ends.");
    await closeServer(server, config.shutdownTimeout * SHARE_FOR_REQUESTS);
    await container.close();
  });
  await listen(server, config);
  container.jobs.start();
  process.stdout.write(startBanner(config));
}

function warnOfOutbox(config: Config, logger: Logger): void {
  if (config.smtpUrl !== null || !config.secureCookies) return;
  const { outboxDirectory } = config;
  logger.warn({ outboxDirectory }, "SMTP_URL is not set: mail is written to files, and nobody gets it.");
}

main().catch((error: unknown) => {
  process.stderr.write(`latchkey: ${startFailure(error)}\n`);
  process.exit(1);
});
