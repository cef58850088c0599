import type { Command } from "commander";
import { backupOf } from "../stores/index.js";
import { answering } from "./answer.js";
import { existingDatabase } from "./existingDatabase.js";
import { CliError } from "./failures.js";
import { withProgress } from "./progress.js";

/** `latchkey backup` */
export function addBackup(program: Command): void {
  program
    .command("backup")
    .summary("copy the SQLite file, while the server runs")
    .description(
      "Copies the SQLite file as it is at this moment; servers may go on writing. The copy is one file for its owner alone, checked and on the disk when this ends with 0. No file is overwritten. It holds password hashes and addresses, and no secrets of the settings. MongoDB has mongodump.",
    )
    .argument("<file>", "the copy, in a folder that exists")
    .action(
      answering(async (file: string) => {
        const backUp = backupOf(existingDatabase());
        if (backUp === null) {
          throw new CliError(
            "NOT_SQLITE",
            "The database is a MongoDB: use mongodump, as docs/guides/operations.md says.",
          );
        }
        const outcome = await withProgress("Copying", (report) => backUp(file, report));
        if (outcome.kind === "exists") {
          throw new CliError("FILE_EXISTS", `${outcome.file} exists and is not overwritten: name another file.`);
        }
        const { bytes } = outcome;
        return { data: { file, bytes }, text: `${file}: ${bytes} bytes, sound.\n` };
      }),
    );
}
