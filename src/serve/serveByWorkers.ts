import closeWithGrace from "close-with-grace";
import type { Config } from "../config/index.js";
import { createContainer } from "../container.js";
import { systemClock } from "../utils/clock.js";
import { SECOND } from "../utils/duration.js";
import { createLogger, type Logger } from "../utils/logger.js";
import { warnOfSettings } from "./banner.js";
import { answerMetricsOfAll } from "./poolMetrics.js";
import { WorkerPool } from "./WorkerPool.js";

/**
 * The server in `count` processes on one port and one database. This one serves nobody: it prepares the database, starts
 * the workers, replaces those that die, and passes a signal on. Resolves when all listen; rejects when the database cannot
 * be prepared or a worker cannot start.
 */
export async function serveByWorkers(config: Config, count: number): Promise<void> {
  const logger = createLogger(config.logLevel, { stream: "stdout", format: config.logFormat });
  warnOfSettings(config, logger);
  await prepareStore(config, logger);
  if (config.metrics === "on") answerMetricsOfAll(logger);
  let hopeless = false;
  const pool = new WorkerPool({
    size: count,
    stopTimeout: config.shutdownTimeout + SECOND,
    logger,
    clock: systemClock,
    onHopeless: () => {
      hopeless = true;
      close();
    },
  });
  const { close } = closeWithGrace({ delay: config.shutdownTimeout + 2 * SECOND, logger: false }, async ({ err }) => {
    if (err) logger.fatal({ err }, "The primary process is in an unknown state and ends.");
    const inOrder = await pool.stop();
    // A rejection is what makes the exit code 1.
    if (hopeless || !inOrder) throw new Error("Not every worker ended in good order.");
  });
  await pool.start();
}

/** Migrates before any worker starts, so that a fault of the database is reported once. */
async function prepareStore(config: Config, logger: Logger): Promise<void> {
  const container = createContainer(config, { logger });
  await container.open();
  await container.close();
}
