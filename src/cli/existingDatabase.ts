import { type Config, loadConfig } from "../config/index.js";
import { databaseExists } from "../stores/index.js";
import { CliError } from "./failures.js";

/**
 * The settings, with a database that is there. Throws DATABASE_MISSING: an empty database would be made in a wrong folder,
 * and have no users.
 */
export function existingDatabase(): Config {
  const config = loadConfig();
  if (databaseExists(config)) return config;
  throw new CliError(
    "DATABASE_MISSING",
    `There is no database at ${config.databaseUrl}: go to the folder of the server, or make one by "latchkey migrate".`,
  );
}
