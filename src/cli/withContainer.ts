import { type Container, createContainer } from "../container.js";
import { createLogger } from "../utils/logger.js";
import { existingDatabase } from "./existingDatabase.js";

/** Does work on the database of the settings, and closes it when everything is written. Throws DATABASE_MISSING. */
export async function withContainer<T>(work: (container: Container) => Promise<T>): Promise<T> {
  const config = existingDatabase();
  // Events are in the database for "latchkey audit"; here only what goes wrong is of interest.
  const container = createContainer(config, { logger: createLogger("warn", { stream: "stderr" }) });
  try {
    await container.open();
    return await work(container);
  } finally {
    await container.close();
  }
}
