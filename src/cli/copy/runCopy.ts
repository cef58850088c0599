import { countRecords, DatabaseCopy, inspect } from "../../container.js";
import type { CopyResult, MigrationState, RefusalReason, UnlockResult } from "../../services/copy/index.js";
import type { Archive } from "../../stores/Archive.js";
import { createArchive, createMigrator, type DatabasePlace, databaseExists } from "../../stores/index.js";
import type { CommandResult } from "../action.js";
import { CliError } from "../failures.js";
import { withProgress } from "../progress.js";
import { assertConfirmed, type PromptOptions } from "../prompts.js";

const REFUSALS: Record<RefusalReason | Exclude<UnlockResult, "unlocked">, string> = {
  "source-unfinished": "The source is itself an unfinished copy.",
  "source-moved": "The source is locked, because its data was moved to another database than this target.",
  "target-not-empty": "The target is not empty, and its records are not from this copy. Nothing was changed.",
  "target-of-other": "The target holds an unfinished copy of another database. Nothing was changed.",
  "both-opened":
    "The source was unlocked after its copy had been opened, so both may hold records that the other lacks. Delete the one that no server uses, or name another target.",
  busy: "Another run changed the markers at this moment. Run it again.",
  "not-locked": "The source is not locked.",
  "not-its-target": "The target is not a copy of this source. Nothing was changed.",
  finished: "The copy has finished, so servers may use it. To go back, copy it in the other direction.",
};

/** Connects to both databases and says what a run would find. */
export async function dryRun(from: DatabasePlace, to: DatabasePlace): Promise<CommandResult> {
  return withSource(from, async (source) => {
    await assertUpToDate(from, source);
    const look = async (target: Archive | null): Promise<CommandResult> => {
      const { state } = await inspect(source, target);
      const [records, replaced] = [await countRecords(source), target === null ? 0 : await countRecords(target)];
      return {
        data: { dryRun: true, state: state.kind, source: records, target: replaced },
        text: `${stateText(state)}\nAbout ${records} records in the source, and ${replaced} in the target.\n`,
      };
    };
    // Opening a file would create it.
    return databaseExists(to) ? withArchive(await createArchive(to), look) : look(null);
  });
}

/** Copies one database to another and opens that one to servers. */
export async function runCopy(from: DatabasePlace, to: DatabasePlace, options: PromptOptions): Promise<CommandResult> {
  return withSource(from, async (source) => {
    await assertUpToDate(from, source);
    return withArchive(await createArchive(to), async (target) => {
      const { state } = await inspect(source, target);
      if (state.kind === "new" || state.kind === "resume") {
        await assertConfirmed(
          options,
          `Lock ${source.name} now? Its servers answer 503 until they run on ${target.name}.`,
        );
      }
      const migrateTarget = async () => (await createMigrator(to)).apply();
      const result = await new DatabaseCopy({ source, target }).run({ migrateTarget, inPhase: withProgress });
      return resultOf(result, { from: source.name, to: target.name });
    });
  });
}

/** Lets servers use the source of an unfinished copy again. */
export async function runUnlock(
  from: DatabasePlace,
  to: DatabasePlace | null,
  options: PromptOptions,
): Promise<CommandResult> {
  return withSource(from, async (source) => {
    if (to === null) {
      await assertConfirmed(
        options,
        `Unlock ${source.name}? If servers have run on its copy, their writes are not here.`,
      );
    }
    const unlock = (target: Archive | null) => DatabaseCopy.unlock(source, target);
    const result = to === null ? await unlock(null) : await withArchive(await createArchive(to), unlock);
    if (result !== "unlocked") throw new CliError("COPY_REFUSED", REFUSALS[result]);
    return { data: { from: source.name, state: result }, text: `${source.name} takes writes again.\n` };
  });
}

function stateText(state: MigrationState): string {
  if (state.kind === "refused") return REFUSALS[state.reason];
  if (state.kind === "finished") return "This copy has finished.";
  return state.kind === "new" ? "The copy can begin." : "The copy can begin again: what the target holds is replaced.";
}

function resultOf(result: CopyResult, { from, to }: { from: string; to: string }): CommandResult {
  switch (result.kind) {
    case "refused":
      throw new CliError("COPY_REFUSED", REFUSALS[result.reason]);
    case "taken-over":
      throw new CliError("COPY_UNVERIFIED", "Another run has begun since, or the source was unlocked.");
    case "different": {
      const cause = `The ${result.of} of both databases differ: something still writes to one of them.`;
      throw new CliError("COPY_UNVERIFIED", `${cause} Stop it and run this again. ${to} stays closed to servers.`);
    }
    case "finished":
      return { data: { from, to, state: "finished" }, text: `This copy has finished. Servers use ${to} now.\n` };
    case "switched":
      return {
        data: { from, to, state: "switched", records: result.records },
        text: `Copied and compared ${result.records} records from ${from} to ${to}.\nSet DATABASE_URL to ${to}, keep both token secrets, and restart the servers.\n`,
      };
  }
}

/** Opens the database that is read. Throws DATABASE_MISSING: an empty one would be created in a wrong folder. */
async function withSource<T>(place: DatabasePlace, work: (source: Archive) => Promise<T>): Promise<T> {
  const archive = await createArchive(place);
  if (!databaseExists(place)) throw new CliError("DATABASE_MISSING", `There is no database at ${archive.name}.`);
  return withArchive(archive, work);
}

async function withArchive<T>(archive: Archive, work: (archive: Archive) => Promise<T>): Promise<T> {
  await archive.open();
  try {
    return await work(archive);
  } finally {
    await archive.close();
  }
}

/**
 * Throws COPY_REFUSED unless the source has the schema of this program: the records of an older one have another form, and
 * those of a newer one have fields that would be lost.
 */
async function assertUpToDate(place: DatabasePlace, { name }: Archive): Promise<void> {
  const { missing, unknown } = await (await createMigrator(place)).state();
  if (unknown.length > 0) {
    throw new CliError("COPY_REFUSED", `${name} has ${unknown.join(", ")} of a newer program: copy it with that one.`);
  }
  if (missing.length === 0) return;
  const names = missing.map((step) => step.name).join(", ");
  throw new CliError("COPY_REFUSED", `${name} lacks ${names}: run "latchkey migrate" on it first.`);
}
