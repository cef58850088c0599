import type { Command } from "commander";
import { loadConfig } from "../config/index.js";
import { asWorker, serve, serveByWorkers, startBanner } from "../serve/index.js";
import { print, printMessage } from "../utils/output.js";
import { type GlobalOptions, working } from "./answer.js";
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
      "Runs the server until a signal ends it. With --workers it runs in so many processes on one port and one database, and a process that dies is replaced.",
    )
    .option(
      "-w, --workers <n>",
      "how many processes serve; as many as there are cores is a good start",
      wholeNumber(1, 256),
    )
    .action(
      working(async ({ workers, json }: Options) => {
        const config = loadConfig();
        const worker = workers === undefined ? null : asWorker(workers);
        if (workers === undefined || worker !== null) await serve(config, worker);
        else await serveByWorkers(config, workers);
        // The primary speaks for all.
        if (worker !== null) return;
        const { publicUrl } = config;
        // Stdout is the log, and each of its lines is JSON: the greeting for people goes to stderr.
        if (json) print(`${JSON.stringify({ publicUrl, workers: workers ?? null })}\n`);
        else printMessage(startBanner(config));
      }),
    );
}
