import type { ImportRun, PlacedUser } from "../../services/userImport/index.js";
import { Problems } from "./Problems.js";
import type { UsersSource } from "./Row.js";
import { type FaultyRow, readRow } from "./readRow.js";

export interface Summary {
  readonly dryRun: boolean;
  /** Records of the file or the collection. */
  readonly read: number;
  /** Those that had an account already, which stays as it is. */
  readonly existing: number;
  /** Those that were written, or would be. */
  readonly created: number;
  /** The kinds of their password hashes. */
  readonly hashes: Readonly<Record<string, number>>;
}

interface Work {
  readonly source: UsersSource;
  readonly run: ImportRun;
  readonly dryRun: boolean;
  report(done: number, total: number): void;
}

type Counts = Omit<Summary, "dryRun">;

/** So many records are looked up or written at a time. */
const BATCH = 200;

const SNATCHED = { path: "username", message: "Somebody else took it while this was read." };

/** Checks all records and then, unless it is a rehearsal, writes them. Throws IMPORT_INVALID before anything is written. */
export async function importUsers({ source, run, dryRun, report }: Work): Promise<Summary> {
  const total = dryRun ? source.size : 2 * source.size;
  const checked = await pass({ source, run, report: (done) => report(done, total) }, check, "Nothing was written.");
  if (dryRun) return { dryRun, ...checked };
  // What can change meanwhile is judged again, so nothing is written that was not checked.
  const reportWritten = (done: number) => report(source.size + done, total);
  return { dryRun, ...(await pass({ source, run, report: reportWritten }, write, "All others are written.")) };
}

/** What has become of some records. */
interface Judged {
  readonly faulty: readonly FaultyRow[];
  readonly existing: number;
  readonly good: readonly { readonly algorithm: string | null }[];
}

/** Goes through all records once. Throws IMPORT_INVALID at the end, with `outcome`, when some are wrong. */
async function pass(
  { source, run, report }: { source: UsersSource; run: ImportRun; report: (done: number) => void },
  judge: (run: ImportRun, users: readonly PlacedUser[]) => Promise<Judged>,
  outcome: string,
): Promise<Counts> {
  const problems = new Problems(source);
  const hashes: Record<string, number> = {};
  let [read, existing, created] = [0, 0, 0];
  for await (const { users, faulty } of batches(source, report)) {
    const judged = await judge(run, users);
    problems.add([...faulty, ...judged.faulty]);
    read += users.length;
    existing += judged.existing;
    created += judged.good.length;
    for (const { algorithm } of judged.good) {
      if (algorithm !== null) hashes[algorithm] = (hashes[algorithm] ?? 0) + 1;
    }
  }
  await source.assertUnchanged();
  problems.throwIfAny(outcome);
  return { read, existing, created, hashes };
}

async function check(run: ImportRun, users: readonly PlacedUser[]) {
  const verdicts = await run.check(users);
  const faulty = verdicts.filter(({ problems }) => problems.length > 0);
  const sound = verdicts.filter(({ problems }) => problems.length === 0);
  const good = sound.filter(({ exists }) => !exists);
  return { faulty, good, existing: sound.length - good.length };
}

async function write(run: ImportRun, users: readonly PlacedUser[]): Promise<Judged> {
  const { faulty, good, existing } = await check(run, users);
  const places = new Set(good.map(({ place }) => place));
  const unwritten = await run.write(users.filter(({ place }) => places.has(place)));
  const snatched = unwritten.filter(({ reason }) => reason === "username");
  const missed = new Set(unwritten.map(({ place }) => place));
  return {
    faulty: [...faulty, ...snatched.map(({ place }) => ({ place, problems: [SNATCHED] }))],
    good: good.filter(({ place }) => !missed.has(place)),
    existing: existing + unwritten.length - snatched.length,
  };
}

/** The records some at a time, so that they are never in the memory as a whole. */
async function* batches(
  source: UsersSource,
  report: (done: number) => void,
): AsyncGenerator<{ users: PlacedUser[]; faulty: FaultyRow[] }> {
  let [users, faulty]: [PlacedUser[], FaultyRow[]] = [[], []];
  for await (const row of source.rows(report)) {
    const found = readRow(row);
    if ("problems" in found) faulty.push(found);
    else users.push(found);
    if (users.length + faulty.length < BATCH) continue;
    yield { users, faulty };
    [users, faulty] = [[], []];
  }
  if (users.length + faulty.length > 0) yield { users, faulty };
}
