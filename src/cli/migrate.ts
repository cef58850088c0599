import type { Command } from "commander";
import { loadConfig } from "../config/index.js";
import { createMigrator } from "../stores/index.js";
import type { AppliedStep, Migrator, MissingStep, SchemaState } from "../stores/Migrator.js";
import { type Answer, answering, type GlobalOptions } from "./answer.js";
import { withProgress } from "./progress.js";

interface Options extends GlobalOptions {
  readonly dryRun?: true;
}

const OLDER_MAY_RUN = "servers of the version before may go on running";
const STOP_OLDER = "STOP the servers of the version before first";

/** `latchkey migrate` */
export function addMigrate(program: Command): void {
  program
    .command("migrate")
    .summary("bring the database up to date")
    .description(
      "Applies the migrations that a SQLite file lacks, or builds the indexes that a MongoDB database lacks. A server does the same when it starts.",
    )
    .option(
      "--dry-run",
      "say what is missing, and whether servers of the version before may go on running, and change nothing; SQLite: do it on a copy, which shows how long it takes",
    )
    .action(
      answering(async ({ dryRun }: Options) => {
        const migrator = await createMigrator(loadConfig());
        const state = await migrator.state();
        return dryRun ? rehearse(migrator, state) : apply(migrator, state);
      }),
    );
}

async function rehearse({ rehearse: run }: Migrator, state: SchemaState): Promise<Answer> {
  const isRehearsed = run !== null && state.missing.length > 0;
  const rehearsed = isRehearsed ? await withProgress("Copying", run) : null;
  return {
    data: { dryRun: true, ...state, rehearsed },
    text: `${summary(state)}${missingText(state.missing)}${timesText("On a copy:", rehearsed ?? [])}`,
  };
}

async function apply(migrator: Migrator, state: SchemaState): Promise<Answer> {
  // What another process applies in between is not done twice, and not told here.
  const done = await migrator.apply();
  return {
    data: { dryRun: false, ...(await migrator.state()), done },
    text: `${summary(state)}${timesText("Done:", done)}`,
  };
}

function summary({ applied, missing, unknown }: SchemaState): string {
  const total = applied.length + missing.length - unknown.length;
  return missing.length === 0 ? `All ${total} are there.\n` : `${missing.length} of ${total} are missing.\n`;
}

function missingText(missing: readonly MissingStep[]): string {
  return missing.map(({ name, olderMayRun }) => `  ${name}  ${olderMayRun ? OLDER_MAY_RUN : STOP_OLDER}\n`).join("");
}

function timesText(heading: string, steps: readonly AppliedStep[]): string {
  if (steps.length === 0) return "";
  return `${heading}\n${steps.map(({ name, milliseconds }) => `  ${name}  ${milliseconds} ms\n`).join("")}`;
}
