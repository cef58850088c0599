import { type Command, Option } from "commander";
import { type Answer, answering, type GlobalOptions } from "./answer.js";
import { CliError } from "./failures.js";
import { readFirebaseFile } from "./import/firebaseFile.js";
import { importFile, type Summary } from "./import/importFile.js";
import { type Format, NEEDS_FILE, withUsersFile } from "./import/UsersFile.js";
import { withProgress } from "./progress.js";
import { withContainer } from "./withContainer.js";

interface Options extends GlobalOptions {
  readonly format?: Format;
  readonly firebase?: string;
  readonly dryRun?: boolean;
}

/** `latchkey import` */
export function addImport(program: Command): void {
  program
    .command("import")
    .summary("move accounts in from another system, with their password hashes")
    .description(
      "Moves accounts in from another system, with their password hashes: docs/moving-in.md. The whole file is checked before anything is written. An account whose e-mail address is there already stays as it is, so a run that broke off is done again. No mail is sent.",
    )
    .argument("<file>", "JSON lines (.jsonl, .ndjson) or CSV (.csv) of accounts")
    .addOption(new Option("--format <format>", "whatever the name ends in").choices(["jsonl", "csv"]))
    .option("--firebase <file>", "the hash_config of the Firebase project that made the hashes; it holds a secret")
    .option("--dry-run", "check everything and write nothing")
    .action(
      answering(async (path: string, { format = formatOf(path), firebase, dryRun = false }: Options) => {
        const parameters = firebase === undefined ? null : await readFirebaseFile(firebase);
        const summary = await withUsersFile(path, format, (file) =>
          withContainer(({ userImport }) =>
            withProgress("Importing", (report) =>
              importFile({ file, run: userImport.begin(parameters), dryRun, report }),
            ),
          ),
        );
        return answerOf(summary);
      }),
    );
}

function formatOf(path: string): Format {
  if (path === "-") throw new CliError("USAGE", NEEDS_FILE);
  if (/\.csv$/i.test(path)) return "csv";
  if (/\.(?:jsonl|ndjson)$/i.test(path)) return "jsonl";
  throw new CliError("USAGE", "Say what the file is by --format: its name ends in neither .jsonl, .ndjson nor .csv.");
}

function answerOf(summary: Summary): Answer {
  const { dryRun, read, created, existing, hashes } = summary;
  const done = dryRun ? "would be created, nothing was written" : "created";
  const lines = [
    `${read} read: ${created} ${done}; ${existing} had an account already.`,
    ...Object.entries(hashes).map(([kind, count]) => `  ${kind === "none" ? "without a password" : kind}: ${count}`),
  ];
  return { data: summary, text: `${lines.join("\n")}\n` };
}
