import { loadConfig } from "../config/index.js";
import { asWorker, serve as serveAlone, serveByWorkers, startBanner } from "../serve/index.js";
import { IN_MEMORY } from "../utils/inMemory.js";
import { print, printMessage } from "../utils/output.js";
import { command } from "./command.js";
import { CliError } from "./failures.js";
import { wholeNumber } from "./options.js";

export const serve = command({
  name: "serve",
  summary: "run the server",
  description:
    "Runs the server until it gets a signal. With --workers several processes share one port and one database.",
  options: {
    workers: ["-w, --workers <n>", "number of processes; start with the number of cores", wholeNumber(1, 256)],
  },
  run: async ({ workers, json }) => {
    const config = loadConfig();
    if (workers !== undefined && config.databaseUrl === IN_MEMORY) {
      throw new CliError(
        "USAGE",
        "Each worker would have a database of its own in memory: name a file in DATABASE_URL.",
      );
    }
    const worker = workers === undefined ? null : asWorker(workers);
    if (workers === undefined || worker !== null) await serveAlone(config, worker);
    else await serveByWorkers(config, workers);
    // Only the primary prints the banner.
    if (worker !== null) return;
    const { publicUrl } = config;
    // stdout is the log, with JSON on each line: the banner goes to stderr.
    if (json) print(`${JSON.stringify({ publicUrl, workers: workers ?? null })}\n`);
    else printMessage(startBanner(config));
  },
});
