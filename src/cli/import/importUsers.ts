import type { ImportRun, PlacedUser } from "../../services/userImport/index.js";
import { ImportErrors, type InvalidRow, parseRow, type UsersSource } from "./records.js";

export interface ImportSummary {
  readonly dryRun: boolean;
  /** Number of records in the source. */
  readonly read: number;
  /** Records whose account exists already. It is not changed. */
  readonly existing: number;
  /** Accounts that were written, or would be. */
  readonly created: number;
  /** Number of accounts by kind of password hash. */
  readonly hashes: Readonly<Record<string, number>>;
}

interface ImportInput {
  readonly source: UsersSource;
  readonly run: ImportRun;
  readonly dryRun: boolean;
  report(done: number, total: number): void;
}

type Counts = Omit<ImportSummary, "dryRun">;

/** Number of records that are looked up or written at once. */
const BATCH_SIZE = 200;

const TAKEN_MEANWHILE = { path: "username", message: "Was taken by another user during the import." };

/** Validates all records, and then writes them unless `dryRun`. Throws IMPORT_INVALID before anything is written. */
export async function importUsers({ source, run, dryRun, report }: ImportInput): Promise<ImportSummary> {
  const total = dryRun ? source.size : 2 * source.size;
  const checked = await pass({ source, run, report: (done) => report(done, total) }, check, "Nothing was written.");
  if (dryRun) return { dryRun, ...checked };
  // The source and the database may have changed: each record is validated again before it is written.
  const reportWritten = (done: number) => report(source.size + done, total);
  return { dryRun, ...(await pass({ source, run, report: reportWritten }, write, "All other records were written.")) };
}

interface BatchResult {
  readonly invalid: readonly InvalidRow[];
  readonly existing: number;
  readonly valid: readonly { readonly algorithm: string | null }[];
}

/** Handles all records once. Throws IMPORT_INVALID with `outcome` at the end if some are invalid. */
async function pass(
  { source, run, report }: { source: UsersSource; run: ImportRun; report: (done: number) => void },
  handle: (run: ImportRun, users: readonly PlacedUser[]) => Promise<BatchResult>,
  outcome: string,
): Promise<Counts> {
  const errors = new ImportErrors(source);
  const hashes: Record<string, number> = {};
  let [read, existing, created] = [0, 0, 0];
  for await (const { users, invalid } of batches(source, report)) {
    const result = await handle(run, users);
    errors.add([...invalid, ...result.invalid]);
    read += users.length;
    existing += result.existing;
    created += result.valid.length;
    for (const { algorithm } of result.valid) {
      if (algorithm !== null) hashes[algorithm] = (hashes[algorithm] ?? 0) + 1;
    }
  }
  await source.assertUnchanged();
  errors.throwIfAny(outcome);
  return { read, existing, created, hashes };
}

async function check(run: ImportRun, users: readonly PlacedUser[]) {
  const verdicts = await run.check(users);
  const invalid = verdicts.filter(({ problems }) => problems.length > 0);
  const correct = verdicts.filter(({ problems }) => problems.length === 0);
  const valid = correct.filter(({ exists }) => !exists);
  return { invalid, valid, existing: correct.length - valid.length };
}

async function write(run: ImportRun, users: readonly PlacedUser[]): Promise<BatchResult> {
  const { invalid, valid, existing } = await check(run, users);
  const places = new Set(valid.map(({ place }) => place));
  const unwritten = await run.write(users.filter(({ place }) => places.has(place)));
  const taken = unwritten.filter(({ reason }) => reason === "username");
  const missed = new Set(unwritten.map(({ place }) => place));
  return {
    invalid: [...invalid, ...taken.map(({ place }) => ({ place, problems: [TAKEN_MEANWHILE] }))],
    valid: valid.filter(({ place }) => !missed.has(place)),
    existing: existing + unwritten.length - taken.length,
  };
}

/** The records in batches, so that memory never holds all of them. */
async function* batches(
  source: UsersSource,
  report: (done: number) => void,
): AsyncGenerator<{ users: PlacedUser[]; invalid: InvalidRow[] }> {
  let [users, invalid]: [PlacedUser[], InvalidRow[]] = [[], []];
  for await (const row of source.rows(report)) {
    const parsed = parseRow(row);
    if ("problems" in parsed) invalid.push(parsed);
    else users.push(parsed);
    if (users.length + invalid.length < BATCH_SIZE) continue;
    yield { users, invalid };
    [users, invalid] = [[], []];
  }
  if (users.length + invalid.length > 0) yield { users, invalid };
}
