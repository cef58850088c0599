import { backupOf } from "../stores/index.js";
import { command } from "./command.js";
import { configWithDatabase } from "./database.js";
import { CliError } from "./failures.js";
import { withProgress } from "./progress.js";

export const backup = command({
  name: "backup",
  summary: "copy the SQLite file while the server runs",
  description:
    "Copies the SQLite file while servers keep writing. With exit code 0 the copy is verified and on disk; only its owner can read it. No file is overwritten. It contains password hashes and addresses, but no secrets. For MongoDB use mongodump.",
  arguments: [["<file>", "the copy, in an existing folder"]],
  run: async (file) => {
    const backUp = backupOf(configWithDatabase());
    if (backUp === null) {
      throw new CliError("NOT_SQLITE", "The database is MongoDB: use mongodump (docs/guides/operations.md).");
    }
    const outcome = await withProgress("Copying", (report) => backUp(file, report));
    if (outcome.kind === "exists") {
      throw new CliError("FILE_EXISTS", `${outcome.file} exists and is not overwritten. Use a different name.`);
    }
    const { bytes } = outcome;
    return { data: { file, bytes }, text: `Wrote ${file}: ${bytes} bytes, verified.\n` };
  },
});
