import closeWithGrace from "close-with-grace";
import type { Config } from "../config/index.js";
import { createContainer } from "../container.js";
import { systemClock } from "../utils/clock.js";
import { SECOND } from "../utils/duration.js";
import { createLogger, type Logger } from "../utils/logger.js";
import { createTeam } from "./team.js";
import { collectTeamMetrics } from "./teamMetrics.js";
import { warnOfSettings } from "./warnOfSettings.js";

/**
 * The server in `count` processes on one port and one database. This one serves nobody: it prepares the database, starts
 * the workers, replaces those that die, and passes a signal on. Resolves when all listen; rejects when the database cannot
 * be prepared or a worker cannot start.
 */
export async function serveByWorkers(config: Config, count: number): Promise<void> {
  const logger = createLogger(config.logLevel, { stream: "stdout" });
  warnOfSettings(config, logger);
  await prepareStore(config, logger);
  if (config.metrics === "on") collectTeamMetrics(logger);
  let hopeless = false;
  const team = createTeam({
    size: count,
    patience: config.shutdownTimeout + SECOND,
    logger,
    clock: systemClock,
    onHopeless: () => {
      hopeless = true;
      close();
    },
  });
  const { close } = closeWithGrace({ delay: config.shutdownTimeout + 2 * SECOND, logger: false }, async ({ err }) => {
    if (err) logger.fatal({ err }, "The primary process is in an unknown state and ends.");
    const inOrder = await team.stop();
    // A rejection is what makes the exit code 1.
    if (hopeless || !inOrder) throw new Error("Not every worker ended in good order.");
  });
  await team.start();
}

/** Migrates before any worker starts, so that what is wrong with the database is told once, and by whoever was asked. */
async function prepareStore(config: Config, logger: Logger): Promise<void> {
  const container = createContainer(config, { logger });
  await container.open();
  await container.close();
}
