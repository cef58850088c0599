import type { Command } from "commander";
import { loadConfig } from "../config/index.js";
import { asWorker, serve, serveByWorkers, startBanner } from "../serve/index.js";
import { print, printMessage } from "../utils/output.js";
import { type GlobalOptions, rawAction } from "./action.js";
import { wholeNumber } from "./options.js";

interface Options extends GlobalOptions {
  readonly workers?: number;
}

/** `latchkey serve` */
export function addServe(program: Command): void {
  program
    .command("serve")
    .summary("run the server")
    .description(
      "Runs the server until it gets a signal. With --workers several processes share one port and one database.",
    )
    .option("-w, --workers <n>", "number of processes; start with the number of cores", wholeNumber(1, 256))
    .action(
      rawAction(async ({ workers, json }: Options) => {
        const config = loadConfig();
        const worker = workers === undefined ? null : asWorker(workers);
        if (workers === undefined || worker !== null) await serve(config, worker);
        else await serveByWorkers(config, workers);
        // Only the primary prints the banner.
        if (worker !== null) return;
        const { publicUrl } = config;
        // stdout is the log, with JSON on each line: the banner goes to stderr.
        if (json) print(`${JSON.stringify({ publicUrl, workers: workers ?? null })}\n`);
        else printMessage(startBanner(config));
      }),
    );
}
