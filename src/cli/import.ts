import { readFile } from "node:fs/promises";
import type { FirebaseScrypt } from "../services/password/index.js";
import { openForeignCollection } from "../stores/index.js";
import { type CommandResult, command, type OptionsOf } from "./command.js";
import { readDatabaseUrls, withContainer } from "./database.js";
import { CliError } from "./failures.js";
import { type ImportSummary, importUsers } from "./import/importUsers.js";
import type { UsersSource } from "./import/records.js";
import { addToFieldMap, TUTORIAL_FIELDS, usersCollection } from "./import/usersCollection.js";
import { formatNamed, formatOf, withUsersFile } from "./import/usersFile.js";
import { withProgress } from "./progress.js";

const MONGODB = /^mongodb(\+srv)?:/;

const OPTIONS = {
  format: ["--format <format>", "format of the file, jsonl or csv, if its name does not show it", formatNamed],
  collection: ["--collection <name>", "collection of the MongoDB database (default: users)"],
  map: [
    "--map <field=theirs...>",
    "the collection's field for an account's, such as fullName=profile.name; empty to ignore it",
    addToFieldMap,
  ],
  firebase: ["--firebase <file>", "the hash_config of the Firebase project; it contains a secret"],
  dryRun: ["--dry-run", "validate everything and write nothing"],
} as const;

type ImportOptions = OptionsOf<typeof OPTIONS>;

export const importCommand = command({
  name: "import",
  summary: "import accounts from another system, with their password hashes",
  description:
    "Imports accounts with their password hashes from a file or a MongoDB collection: docs/guides/moving-in.md. It validates everything before it writes anything, changes no existing account, sends no mail, and can be run again.",
  arguments: [
    [
      "<source>",
      "a file (.jsonl, .ndjson or .csv) or a mongodb://… URL; - with --collection reads the URL from stdin, as one with a password must be",
    ],
  ],
  options: OPTIONS,
  run: (source, options) =>
    MONGODB.test(source) || options.collection !== undefined
      ? importCollection(source, options)
      : importFile(source, options),
});

async function importFile(path: string, options: ImportOptions): Promise<CommandResult> {
  if (options.map !== undefined) throw new CliError("USAGE", "--map is for collections. A file has the field names.");
  return withUsersFile(path, options.format ?? formatOf(path), async (file) =>
    toResult(await importFrom(file, options)),
  );
}

async function importCollection(source: string, options: ImportOptions): Promise<CommandResult> {
  if (options.format !== undefined) throw new CliError("USAGE", "--format is for files.");
  const [url = ""] = await readDatabaseUrls({ "<source>": source });
  if (!MONGODB.test(url)) throw new CliError("USAGE", "A collection requires a mongodb://… or mongodb+srv://… URL.");
  const { collection: name = "users", map = TUTORIAL_FIELDS } = options;
  const collection = await openForeignCollection({ url, collection: name });
  try {
    const users = await usersCollection(collection, map);
    const summary = await importFrom(users, options);
    return toResult({ ...summary, leftOut: users.ignoredFields() });
  } finally {
    await collection.close();
  }
}

async function importFrom(source: UsersSource, options: ImportOptions): Promise<ImportSummary> {
  const { firebase, dryRun = false } = options;
  const parameters = firebase === undefined ? null : await readFirebaseFile(firebase);
  return withContainer(({ beginImport }) => {
    const userImport = beginImport(parameters);
    return withProgress("Importing", (report) => importUsers({ source, userImport, dryRun, report }));
  });
}

/** `leftOut`: fields of a collection that were not imported. */
function toResult(summary: ImportSummary & { leftOut?: readonly string[] }): CommandResult {
  const { dryRun, read, created, existing, hashes, leftOut = [] } = summary;
  const lines = [
    `${read} read: ${created} ${dryRun ? "would be created" : "created"}, ${existing} existed already.`,
    ...Object.entries(hashes).map(([kind, count]) => `  ${kind === "none" ? "without a password" : kind}: ${count}`),
    ...(dryRun ? ["Dry run: nothing was written. Run the command again without --dry-run to write."] : []),
    ...(leftOut.length === 0 ? [] : [`Ignored fields: ${leftOut.join(", ")}.`]),
  ];
  return { data: summary, text: `${lines.join("\n")}\n` };
}

const FIREBASE_SETTINGS = {
  base64_signer_key: /\bbase64_signer_key"?\s*[:=]\s*"?(?<value>[A-Za-z0-9+/_-]+=*)/,
  base64_salt_separator: /\bbase64_salt_separator"?\s*[:=]\s*"?(?<value>[A-Za-z0-9+/_-]+=*)/,
  rounds: /\brounds"?\s*[:=]\s*"?(?<value>\d{1,4})/,
  mem_cost: /\bmem_cost"?\s*[:=]\s*"?(?<value>\d{1,2})/,
} as const;

/**
 * Reads the password hash parameters of a Firebase project, as its console shows them or as JSON. They are in a file because
 * every user of the machine can see arguments, and the signer key is a secret.
 */
async function readFirebaseFile(path: string): Promise<FirebaseScrypt> {
  const text = await readFile(path, "utf8");
  const setting = (name: keyof typeof FIREBASE_SETTINGS) => {
    const value = FIREBASE_SETTINGS[name].exec(text)?.groups?.["value"];
    if (value !== undefined) return value;
    throw new CliError("USAGE", `The Firebase file has no ${name}. Copy the whole hash_config from the console.`);
  };
  return {
    signerKey: Buffer.from(setting("base64_signer_key"), "base64"),
    saltSeparator: Buffer.from(setting("base64_salt_separator"), "base64"),
    rounds: Number(setting("rounds")),
    memoryCost: Number(setting("mem_cost")),
  };
}
