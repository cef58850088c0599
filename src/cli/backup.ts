import type { Config } from "../config/index.js";
import { backupOf } from "../stores/index.js";
import { command } from "./command.js";
import { configWithDatabase, toLibpqUrl } from "./database.js";
import { CliError } from "./failures.js";
import { withProgress } from "./progress.js";

export const backup = command({
  name: "backup",
  summary: "copy the SQLite file while the server runs",
  description:
    "Copies the SQLite file while servers keep writing. With exit code 0 the copy is verified and on disk; only its owner can read it. No file is overwritten. It contains password hashes and addresses, but no secrets. For PostgreSQL it only prints the command of pg_dump; for MongoDB use mongodump.",
  arguments: [["<file>", "the copy, in an existing folder"]],
  run: async (file) => {
    const config = configWithDatabase();
    const backUp = backupOf(config);
    if (backUp === null) throw new CliError("NOT_SQLITE", programFor(config, file));
    const outcome = await withProgress("Copying", (report) => backUp(file, report));
    if (outcome.kind === "exists") {
      throw new CliError("FILE_EXISTS", `${outcome.file} exists and is not overwritten. Use a different name.`);
    }
    const { bytes } = outcome;
    return { data: { file, bytes }, text: `Wrote ${file}: ${bytes} bytes, verified.\n` };
  },
});

/** Which program backs up the database of a server, as a command without the password. */
function programFor({ databaseUrl, databaseSchema }: Config, file: string): string {
  if (databaseUrl.startsWith("mongodb")) return "The database is MongoDB: use mongodump (docs/guides/operations.md).";
  const dump = [
    "pg_dump",
    "--format=custom",
    `--schema=${schemaPattern(databaseSchema)}`,
    "--file",
    file,
    toLibpqUrl(databaseUrl),
  ];
  return `The database is PostgreSQL. Run this, with the password in PGPASSWORD or ~/.pgpass, and directly on PostgreSQL, not through PgBouncer:\n${dump.map(shellWord).join(" ")}`;
}

/** pg_dump takes a pattern, and folds letters that are not quoted. */
function schemaPattern(schema: string): string {
  return schema === schema.toLowerCase() ? schema : `"${schema}"`;
}

/** Quotes a word for a shell, if it has to be. */
function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
