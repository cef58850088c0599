import closeWithGrace from "close-with-grace";
import { createApp } from "../app.js";
import type { Config } from "../config/index.js";
import { createContainer } from "../container.js";
import { loadApiDocs } from "../openapi/index.js";
import { loadPages } from "../site/index.js";
import { createLogger } from "../utils/logger.js";
import { warnOfSettings } from "./banner.js";
import { closeServer, createHttpServer, listen } from "./httpServer.js";
import { sharedPort } from "./sharedPort.js";
import { type AsWorker, onStopSignal, STOP_SIGNALS } from "./worker.js";
import { shareMetrics } from "./workerMetrics.js";

// Of what SHUTDOWN_DRAIN leaves of SHUTDOWN_TIMEOUT. The rest is for the store to finish and close.
const SHARE_FOR_REQUESTS = 0.7;

/** Opens the store, listens, and ends in good order at a signal. Rejects when the store or the address cannot be had. */
export async function serve(config: Config, worker: AsWorker | null = null): Promise<void> {
  const logger = createLogger(config.logLevel, {
    stream: "stdout",
    format: config.logFormat,
    ...(worker !== null && { bindings: { worker: worker.id } }),
  });
  const container = createContainer(config, { logger, processes: worker?.of ?? 1, hashingThreads: true });
  if (worker === null) warnOfSettings(config, logger);
  await container.open();
  const counted = config.metrics === "on" ? container.metrics : null;
  counted?.addProcess();
  const shared = worker === null || counted === null ? null : shareMetrics(counted, logger);
  let stopping = false;
  const isStopping = () => stopping;
  const server = createHttpServer(
    createApp(container, {
      pages: loadPages(config),
      apiDocs: loadApiDocs(config),
      metrics: shared ?? counted,
      isStopping,
    }),
  );
  const skip = worker === null ? [] : [...STOP_SIGNALS];
  // Before the server says that it listens: from then on a signal may come at any moment.
  const { close } = closeWithGrace({ delay: config.shutdownTimeout, logger: false, skip }, async ({ err }) => {
    stopping = true;
    if (err) logger.fatal({ err }, "The process is in an unknown state and ends.");
    // No request may go to a process in an unknown state.
    const drain = err ? 0 : config.shutdownDrain;
    const timeout = (config.shutdownTimeout - drain) * SHARE_FOR_REQUESTS;
    await closeServer(server, { drain, timeout, ...(worker !== null && { port: sharedPort }) });
    await container.close();
    await shared?.flushMetrics();
  });
  if (worker !== null) onStopSignal(close);
  await listen(server, config);
  if (worker === null) logger.info(`Latchkey listens on ${config.publicUrl}`);
  container.jobs.start();
}
