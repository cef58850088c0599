import type { Command } from "commander";
import type { DatabasePlace } from "../stores/index.js";
import { action } from "./action.js";
import { dryRun, runCopy, runUnlock } from "./copy/runCopy.js";
import { readDatabaseUrls } from "./database.js";
import { CliError } from "./failures.js";
import { databasePrefix } from "./options.js";
import type { PromptOptions } from "./prompts.js";

interface Options extends PromptOptions {
  readonly fromPrefix?: string;
  readonly toPrefix?: string;
  readonly dryRun?: true;
  readonly unlock?: true;
}

/** `latchkey copy` */
export function addCopy(program: Command): void {
  program
    .command("copy")
    .summary("move everything to another database, sessions alive")
    .description(
      "Locks the first database, copies every record to the other, compares them all, and opens the other to servers: docs/guides/moving-over.md. Servers on a locked database answer 503. Run it again if it breaks off. It does not read the settings.",
    )
    .argument("<from>", "sqlite:… or mongodb://…; - reads the URL from stdin, as one with a password must be")
    .argument("[to]", "the same; empty, or the target of an earlier run. --unlock works without it")
    .option("--from-prefix <prefix>", "the DATABASE_PREFIX of the first one", databasePrefix)
    .option("--to-prefix <prefix>", "the DATABASE_PREFIX of the other", databasePrefix)
    .option("--dry-run", "connect to both, count what they hold, and change nothing")
    .option("--unlock", "give up a copy that has not finished: servers may use the first one again")
    .option("-y, --yes", "do not ask")
    .action(
      action(async (from: string, to: string | undefined, options: Options) => {
        if (options.dryRun && options.unlock) throw new CliError("USAGE", "--dry-run and --unlock exclude each other.");
        if (to === undefined && !options.unlock)
          throw new CliError("USAGE", "Name the target, as the second argument.");
        const urls = await readDatabaseUrls({ "<from>": from, ...(to !== undefined && { "<to>": to }) });
        const source: DatabasePlace = { databaseUrl: urls[0] ?? "", databasePrefix: options.fromPrefix ?? "" };
        const target: DatabasePlace = { databaseUrl: urls[1] ?? "", databasePrefix: options.toPrefix ?? "" };
        if (options.unlock) return runUnlock(source, to === undefined ? null : target, options);
        return options.dryRun ? dryRun(source, target) : runCopy(source, target, options);
      }),
    );
}
