import { type Command, Option } from "commander";
import { openForeignCollection } from "../stores/index.js";
import { type Answer, answering, type GlobalOptions } from "./answer.js";
import { databaseUrls } from "./databaseUrls.js";
import { CliError } from "./failures.js";
import { documentSource } from "./import/documentSource.js";
import { addToFieldMap, type FieldMap, TUTORIAL_FIELDS } from "./import/fieldMap.js";
import { readFirebaseFile } from "./import/firebaseFile.js";
import { importUsers, type Summary } from "./import/importUsers.js";
import type { UsersSource } from "./import/Row.js";
import { type Format, NEEDS_FILE, withUsersFile } from "./import/UsersFile.js";
import { withProgress } from "./progress.js";
import { withContainer } from "./withContainer.js";

interface Options extends GlobalOptions {
  readonly format?: Format;
  readonly firebase?: string;
  readonly collection?: string;
  readonly map?: FieldMap;
  readonly dryRun?: boolean;
}

const MONGODB = /^mongodb(\+srv)?:/;

/** `latchkey import` */
export function addImport(program: Command): void {
  program
    .command("import")
    .summary("move accounts in from another system, with their password hashes")
    .description(
      "Moves accounts in from another system, with their password hashes: docs/guides/moving-in.md. They come from a file, or from a MongoDB collection such as the tutorial's users, which is only read. Everything is checked before anything is written. An account whose e-mail address is there already stays as it is, so a run that broke off is done again. No mail is sent.",
    )
    .argument(
      "<source>",
      "JSON lines (.jsonl, .ndjson) or CSV (.csv) of accounts, or mongodb://…; with --collection - reads the URL as a line of stdin, which it must if it has a password",
    )
    .addOption(new Option("--format <format>", "what a file is, whatever its name ends in").choices(["jsonl", "csv"]))
    .option("--collection <name>", "the collection of a MongoDB database; users unless given")
    .option(
      "--map <field=theirs...>",
      "another name that a field has in the collection, such as fullName=profile.name; with nothing behind the sign it is left out",
      addToFieldMap,
    )
    .option("--firebase <file>", "the hash_config of the Firebase project that made the hashes; it holds a secret")
    .option("--dry-run", "check everything and write nothing")
    .action(
      answering((source: string, options: Options) =>
        MONGODB.test(source) || options.collection !== undefined
          ? importCollection(source, options)
          : importFile(source, options),
      ),
    );
}

async function importFile(path: string, options: Options): Promise<Answer> {
  if (options.map !== undefined) throw new CliError("USAGE", "--map is for a collection: a file names fields itself.");
  const { format = formatOf(path) } = options;
  return withUsersFile(path, format, async (file) => answerOf(await importFrom(file, options)));
}

async function importCollection(source: string, options: Options): Promise<Answer> {
  if (options.format !== undefined) throw new CliError("USAGE", "--format is for a file.");
  const [url = ""] = await databaseUrls({ "<source>": source });
  if (!MONGODB.test(url)) throw new CliError("USAGE", "A collection is read from mongodb://… or mongodb+srv://….");
  const { collection: name = "users", map = TUTORIAL_FIELDS } = options;
  const collection = await openForeignCollection({ url, collection: name });
  try {
    const documents = await documentSource(collection, map);
    const summary = await importFrom(documents, options);
    return answerOf({ ...summary, leftOut: documents.leftOut() });
  } finally {
    await collection.close();
  }
}

async function importFrom(source: UsersSource, { firebase, dryRun = false }: Options): Promise<Summary> {
  const parameters = firebase === undefined ? null : await readFirebaseFile(firebase);
  return withContainer(({ userImport }) =>
    withProgress("Importing", (report) => importUsers({ source, run: userImport.begin(parameters), dryRun, report })),
  );
}

function formatOf(path: string): Format {
  if (path === "-") throw new CliError("USAGE", NEEDS_FILE);
  if (/\.csv$/i.test(path)) return "csv";
  if (/\.(?:jsonl|ndjson)$/i.test(path)) return "jsonl";
  throw new CliError("USAGE", "Say what the file is by --format: its name ends in neither .jsonl, .ndjson nor .csv.");
}

/** `leftOut`: the fields of a collection that no account has. */
function answerOf(summary: Summary & { leftOut?: readonly string[] }): Answer {
  const { dryRun, read, created, existing, hashes, leftOut = [] } = summary;
  const done = dryRun ? "would be created, nothing was written" : "created";
  const lines = [
    `${read} read: ${created} ${done}; ${existing} had an account already.`,
    ...Object.entries(hashes).map(([kind, count]) => `  ${kind === "none" ? "without a password" : kind}: ${count}`),
    ...(dryRun && created > 0 ? ["Run it again without --dry-run to write them."] : []),
    ...(leftOut.length === 0 ? [] : [`Fields that were left out: ${leftOut.join(", ")}.`]),
  ];
  return { data: summary, text: `${lines.join("\n")}\n` };
}
