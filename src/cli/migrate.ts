import { loadConfig } from "../config/index.js";
import { createMigrator } from "../stores/index.js";
import type { AppliedStep, Migrator, MissingStep, SchemaState } from "../stores/Migrator.js";
import { type CommandResult, command } from "./command.js";
import { withProgress } from "./progress.js";

const OLDER_MAY_RUN = "servers of the previous version may keep running";
const STOP_OLDER = "STOP the servers of the previous version first";

export const migrate = command({
  name: "migrate",
  summary: "bring the database up to date",
  description:
    "Applies missing migrations (SQLite, PostgreSQL) or builds missing indexes (MongoDB), as a server does when it starts.",
  options: {
    dryRun: [
      "--dry-run",
      "change nothing; show what is missing, whether servers of the previous version may keep running, and with SQLite the time, measured on a copy",
    ],
  },
  run: async ({ dryRun }) => {
    const migrator = await createMigrator(loadConfig());
    const state = await migrator.state();
    return dryRun ? rehearse(migrator, state) : apply(migrator, state);
  },
});

async function rehearse({ rehearse: run }: Migrator, state: SchemaState): Promise<CommandResult> {
  const isRehearsed = run !== null && state.missing.length > 0;
  const rehearsed = isRehearsed ? await withProgress("Copying", run) : null;
  return {
    data: { dryRun: true, ...state, rehearsed },
    text: `${summary(state)}${missingText(state.missing)}${timesText("On a copy:", rehearsed ?? [])}`,
  };
}

async function apply(migrator: Migrator, state: SchemaState): Promise<CommandResult> {
  // What another process applies at the same time is not applied twice, and not listed here.
  const done = await migrator.apply();
  return {
    data: { dryRun: false, ...(await migrator.state()), done },
    text: done.length === 0 ? summary(state) : timesText("Applied:", done),
  };
}

function summary({ applied, missing, unknown }: SchemaState): string {
  const total = applied.length + missing.length - unknown.length;
  return missing.length === 0
    ? `Up to date: all ${total} steps are applied.\n`
    : `${missing.length} of ${total} steps are missing.\n`;
}

function missingText(missing: readonly MissingStep[]): string {
  return missing.map(({ name, olderMayRun }) => `  ${name}  ${olderMayRun ? OLDER_MAY_RUN : STOP_OLDER}\n`).join("");
}

function timesText(heading: string, steps: readonly AppliedStep[]): string {
  if (steps.length === 0) return "";
  return `${heading}\n${steps.map(({ name, milliseconds }) => `  ${name}  ${milliseconds} ms\n`).join("")}`;
}
