import { loadConfig } from "../config/index.js";
import { type Container, createContainer, databaseExists } from "../container.js";
import { createLogger } from "../utils/logger.js";
import { CliError } from "./failures.js";

/**
 * Does work on the database of the settings, and closes it when everything is written. Throws DATABASE_MISSING: an empty
 * database would be made in a wrong folder, and have no users.
 */
export async function withContainer<T>(work: (container: Container) => Promise<T>): Promise<T> {
  const config = loadConfig();
  if (!databaseExists(config.databaseUrl)) {
    throw new CliError(
      "DATABASE_MISSING",
      `There is no database at ${config.databaseUrl}: go to the folder of the server, or make one by "latchkey migrate".`,
    );
  }
  // Events are in the database for "latchkey audit"; here only what goes wrong is of interest.
  const container = createContainer(config, { logger: createLogger("warn") });
  try {
    await container.open();
    return await work(container);
  } finally {
    await container.close();
  }
}
