import type { Command } from "commander";
import type { DatabasePlace } from "../stores/index.js";
import { action } from "./action.js";
import { dryRun } from "./copy/dryRun.js";
import { runBack } from "./copy/runBack.js";
import { type CopyOptions, runCopy } from "./copy/runCopy.js";
import { readDatabaseUrls } from "./database.js";
import { CliError } from "./failures.js";
import { databasePrefix } from "./options.js";

interface Options extends CopyOptions {
  readonly fromPrefix?: string;
  readonly toPrefix?: string;
  readonly dryRun?: true;
  readonly back?: true;
}

/** `latchkey copy` */
export function addCopy(program: Command): void {
  program
    .command("copy")
    .summary("move everything to another database, while it is in use")
    .description(
      "Copies every record from one database to another, and catches up with what was written meanwhile: docs/guides/moving-over.md. Servers may go on using the first one until --switch. A run that broke off is done again. It reads neither the settings nor their secrets.",
    )
    .argument(
      "<from>",
      "sqlite:… or mongodb://…; - reads the URL as a line of stdin, which it must if it has a password",
    )
    .argument("[to]", "the same; empty, or this copy's own from an earlier run. Only --back does without it")
    .option("--from-prefix <prefix>", "the DATABASE_PREFIX of the first one", databasePrefix)
    .option("--to-prefix <prefix>", "the DATABASE_PREFIX of the other", databasePrefix)
    .option("--switch", "lock the first one, catch up, compare every record, and open the other to servers")
    .option("--back", "take a switch back: unlock <from>, and close <to>")
    .option("--dry-run", "reach both, say what they hold, and change nothing")
    .option("-y, --yes", "do not ask")
    .action(
      action(async (from: string, to: string | undefined, options: Options) => {
        assertOneDeed(options);
        if (to === undefined) {
          if (!options.back) throw new CliError("USAGE", "Say where to, as the second argument.");
          const [url = ""] = await readDatabaseUrls({ "<from>": from });
          return runBack(sourceAt(url, options), null, options);
        }
        const urls = await readDatabaseUrls({ "<from>": from, "<to>": to });
        const [source, target] = [sourceAt(urls[0] ?? "", options), targetAt(urls[1] ?? "", options)];
        if (options.back) return runBack(source, target, options);
        return options.dryRun ? dryRun(source, target) : runCopy(source, target, options);
      }),
    );
}

function sourceAt(databaseUrl: string, { fromPrefix = "" }: Options): DatabasePlace {
  return { databaseUrl, databasePrefix: fromPrefix };
}

function targetAt(databaseUrl: string, { toPrefix = "" }: Options): DatabasePlace {
  return { databaseUrl, databasePrefix: toPrefix };
}

function assertOneDeed({ switch: switches, back, dryRun: tries }: Options): void {
  const given = [switches, back, tries].filter((option) => option === true);
  if (given.length > 1) throw new CliError("USAGE", "--switch, --back and --dry-run exclude each other.");
}
