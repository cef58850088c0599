import { createServer } from "node:http";
import closeWithGrace from "close-with-grace";
import { createApp } from "./app.js";
import { ConfigError, loadConfig } from "./config/index.js";
import { createContainer } from "./container.js";
import { closeServer, listen } from "./utils/httpServer.js";
import { startBanner } from "./utils/startBanner.js";

/** The process: read the settings, open the store, listen, and end in good order. */
async function main(): Promise<void> {
  const config = loadConfig();
  const container = createContainer(config);
  await container.open();
  const server = createServer(
    { requestTimeout: 20_000, headersTimeout: 10_000, connectionsCheckingInterval: 2_000, maxHeaderSize: 16_384 },
    createApp(container),
  );
  await listen(server, config);
  process.stdout.write(startBanner(config));

  closeWithGrace({ delay: config.shutdownTimeout, logger: false }, async ({ err }) => {
    if (err) container.logger.fatal({ err }, "The process is in an unknown state and ends.");
    await closeServer(server);
    await container.close();
  });
}

main().catch((error: unknown) => {
  // One line for what the operator can mend; the whole story for what is a bug of ours.
  const isPlain = error instanceof ConfigError || (error instanceof Error && "code" in error);
  const text = isPlain && error instanceof Error ? error.message : String(error instanceof Error ? error.stack : error);
  process.stderr.write(`latchkey: ${text}\n`);
  process.exit(1);
});
