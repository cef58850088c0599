import { type Config, databaseUrlFault, loadConfig } from "../config/index.js";
import { type Container, createContainer } from "../container.js";
import { databaseExists } from "../stores/index.js";
import type { User } from "../stores/Store.js";
import { IN_MEMORY } from "../utils/inMemory.js";
import { createLogger } from "../utils/logger.js";
import { CliError } from "./failures.js";
import { stdinText } from "./prompts.js";

/** Opens the database of the settings for `run`, and closes it when everything is written. Throws DATABASE_MISSING. */
export async function withContainer<T>(run: (container: Container) => Promise<T>): Promise<T> {
  // Events are in the database, for "latchkey audit". The terminal shows warnings only.
  const container = createContainer(configWithDatabase(), { logger: createLogger("warn", { stream: "stderr" }) });
  try {
    await container.open();
    return await run(container);
  } finally {
    await container.close();
  }
}

/** Opens the database for `run`, with the user that is meant. Throws DATABASE_MISSING, USER_NOT_FOUND. */
export function withUser<T>(reference: string, run: (admin: Container["admin"], user: User) => Promise<T>): Promise<T> {
  return withContainer(async ({ admin }) => run(admin, await admin.find(reference)));
}

/** The settings. Throws DATABASE_MISSING: in the wrong folder, a new database without users would be created. */
export function configWithDatabase(): Config {
  const config = loadConfig();
  if (databaseExists(config)) return config;
  if (config.databaseUrl === IN_MEMORY) {
    throw new CliError("DATABASE_MISSING", "DATABASE_URL is memory: only the server's own process has these accounts.");
  }
  throw new CliError(
    "DATABASE_MISSING",
    `No database at ${config.databaseUrl}. Change to the server's folder, or create the database with "latchkey migrate".`,
  );
}

/** Whether a URL contains a password. Every user of the machine can read the arguments of a process. */
export function containsPassword(url: string): boolean {
  return /^[a-z+]+:\/\/[^/@:]*:[^/@]+@/.test(url) || /^postgres(?:ql)?:.*[?&]password=./.test(url);
}

/** A URL of PostgreSQL as its own programs take it: without the password, and without the options that only Node's driver knows. */
export function toLibpqUrl(url: string): string {
  // Up to the last @: a password that was not encoded may hold a ? or a /.
  const [place = "", query = ""] = url.replace(/^([a-z]+:\/\/[^/@:]*):.*@/, "$1@").split("?", 2);
  const options = new URLSearchParams(query);
  for (const name of ["password", "uselibpqcompat"]) options.delete(name);
  if (options.get("sslmode") === "no-verify") options.set("sslmode", "require");
  return options.size === 0 ? place : `${place}?${options}`;
}

/**
 * Reads the database URLs of arguments by the arguments' names; `-` stands for the next line of stdin. Throws USAGE and
 * INPUT_MISSING; no message repeats a URL.
 */
export async function readDatabaseUrls(args: Readonly<Record<string, string>>): Promise<string[]> {
  const isPiped = Object.values(args).includes("-");
  const lines = isPiped ? (await stdinText()).split(/\r?\n/).filter((line) => line !== "") : [];
  return Object.entries(args).map(([name, text]) => {
    if (containsPassword(text)) {
      throw new CliError(
        "USAGE",
        `${name} contains a password, which every user of this machine can see in the process list. Change the password, and pass the new URL on stdin with -.`,
      );
    }
    const url = text === "-" ? lines.shift() : text;
    if (url === undefined) throw new CliError("INPUT_MISSING", `stdin has no line for ${name}.`);
    const fault = databaseUrlFault(url);
    if (fault !== null) throw new CliError("USAGE", `${name} ${fault}.`);
    return url;
  });
}
