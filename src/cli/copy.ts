import { settings } from "../config/index.js";
import type { Archive } from "../stores/Archive.js";
import { createMigrator, type DatabasePlace, databaseExists, openArchive } from "../stores/index.js";
import { type CommandResult, command } from "./command.js";
import { type CopyInput, copyDatabase, countRecords, inspect, unlockSource } from "./copy/copyDatabase.js";
import { isRefusal, REFUSALS, STATE_TEXTS } from "./copy/migrationState.js";
import { readDatabaseUrls } from "./database.js";
import { CliError } from "./failures.js";
import { databasePrefix, databaseSchema } from "./options.js";
import { withProgress } from "./progress.js";
import { assertConfirmed, type PromptOptions } from "./prompts.js";

const SCHEMA = settings.DATABASE_SCHEMA.default;

export const copy = command({
  name: "copy",
  summary: "move everything to another database, sessions alive",
  description:
    "Locks the first database, copies every record to the other, compares them all, and opens the other to servers: docs/guides/moving-over.md. Servers on a locked database answer 503. Run it again if it breaks off. It does not read the settings.",
  arguments: [
    ["<from>", "sqlite:…, postgres://… or mongodb://…; - reads the URL from stdin, as one with a password must be"],
    ["[to]", "the same; empty, or the target of an earlier run. --unlock works without it"],
  ],
  options: {
    fromPrefix: ["--from-prefix <prefix>", "the DATABASE_PREFIX of the first one", databasePrefix],
    toPrefix: ["--to-prefix <prefix>", "the DATABASE_PREFIX of the other", databasePrefix],
    fromSchema: ["--from-schema <schema>", "the DATABASE_SCHEMA of the first one, on PostgreSQL", databaseSchema],
    toSchema: ["--to-schema <schema>", "the DATABASE_SCHEMA of the other, on PostgreSQL", databaseSchema],
    dryRun: ["--dry-run", "connect to both, count what they hold, and change nothing"],
    unlock: ["--unlock", "give up a copy that has not finished: servers may use the first one again"],
    yes: ["-y, --yes", "do not ask"],
  },
  run: async (
    from,
    to,
    { fromPrefix = "", toPrefix = "", fromSchema = SCHEMA, toSchema = SCHEMA, dryRun, unlock, ...options },
  ) => {
    if (dryRun && unlock) throw new CliError("USAGE", "--dry-run and --unlock exclude each other.");
    if (to === undefined && !unlock) throw new CliError("USAGE", "Name the target, as the second argument.");
    const urls = await readDatabaseUrls({ "<from>": from, ...(to !== undefined && { "<to>": to }) });
    const sourcePlace = { databaseUrl: urls[0] ?? "", databasePrefix: fromPrefix, databaseSchema: fromSchema };
    const targetPlace = { databaseUrl: urls[1] ?? "", databasePrefix: toPrefix, databaseSchema: toSchema };
    if (!databaseExists(sourcePlace)) throw new CliError("DATABASE_MISSING", `There is no database at ${urls[0]}.`);
    return withArchive(sourcePlace, async (source) => {
      if (!unlock) await assertUpToDate(sourcePlace, source.name);
      if (unlock && to === undefined) return runUnlock(source, null, options);
      // Opening a file would create it.
      if (dryRun && !databaseExists(targetPlace)) return runDry(source, null);
      return withArchive(targetPlace, async (target) => {
        if (unlock) return runUnlock(source, target, options);
        if (dryRun) return runDry(source, target);
        const migrateTarget = async () => (await createMigrator(targetPlace)).apply();
        return runCopy({ source, target, migrateTarget, inPhase: withProgress }, options);
      });
    });
  },
});

/**
 * Throws COPY_REFUSED unless the source has the schema of this program: the records of an older one have another form, and
 * those of a newer one have fields that would be lost.
 */
async function assertUpToDate(place: DatabasePlace, name: string): Promise<void> {
  const { missing, unknown } = await (await createMigrator(place)).state();
  if (unknown.length > 0) {
    throw new CliError("COPY_REFUSED", `${name} has ${unknown.join(", ")} of a newer program: copy it with that one.`);
  }
  if (missing.length === 0) return;
  const names = missing.map((step) => step.name).join(", ");
  throw new CliError("COPY_REFUSED", `${name} lacks ${names}: run "latchkey migrate" on it first.`);
}

async function withArchive<T>(place: DatabasePlace, work: (archive: Archive) => Promise<T>): Promise<T> {
  const archive = await openArchive(place);
  try {
    return await work(archive);
  } finally {
    await archive.close();
  }
}

/** Says what a run would find. */
async function runDry(source: Archive, target: Archive | null): Promise<CommandResult> {
  const { state } = await inspect(source, target);
  const [records, replaced] = [await countRecords(source), target === null ? 0 : await countRecords(target)];
  return {
    data: { dryRun: true, state: isRefusal(state) ? "refused" : state, source: records, target: replaced },
    text: `${{ ...STATE_TEXTS, ...REFUSALS }[state]}\nAbout ${records} records in the source, and ${replaced} in the target.\n`,
  };
}

/** Copies one database to another and opens that one to servers. */
async function runCopy(input: CopyInput, options: PromptOptions): Promise<CommandResult> {
  const { source, target } = input;
  const { state } = await inspect(source, target);
  if (state === "new" || state === "resume") {
    await assertConfirmed(options, `Lock ${source.name} now? Its servers answer 503 until they run on ${target.name}.`);
  }
  const records = await copyDatabase(input);
  const [from, to] = [source.name, target.name];
  if (records === null) {
    return { data: { from, to, state: "finished" }, text: `This copy has finished. Servers use ${to} now.\n` };
  }
  return {
    data: { from, to, state: "switched", records },
    text: `Copied and compared ${records} records from ${from} to ${to}.\nSet DATABASE_URL to ${to}, keep both token secrets, and restart the servers.\n`,
  };
}

/** Lets servers use the source of an unfinished copy again. */
async function runUnlock(source: Archive, target: Archive | null, options: PromptOptions): Promise<CommandResult> {
  const { name } = source;
  if (target === null) {
    await assertConfirmed(options, `Unlock ${name}? If servers have run on its copy, their writes are not here.`);
  }
  await unlockSource(source, target);
  return { data: { from: name, state: "unlocked" }, text: `${name} takes writes again.\n` };
}
