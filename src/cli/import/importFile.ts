import type { ImportRun, LinedUser } from "../../services/userImport/index.js";
import { Problems } from "./Problems.js";
import { readRow } from "./readRow.js";
import type { UsersFile } from "./UsersFile.js";

export interface Summary {
  readonly dryRun: boolean;
  /** Records of the file. */
  readonly read: number;
  /** Those that had an account already, which stays as it is. */
  readonly existing: number;
  /** Those that were written, or would be. */
  readonly created: number;
  /** The kinds of their password hashes. */
  readonly hashes: Readonly<Record<string, number>>;
}

interface Work {
  readonly file: UsersFile;
  readonly run: ImportRun;
  readonly dryRun: boolean;
  report(done: number, total: number): void;
}

/** So many records are looked up or written at a time. */
const BATCH = 200;

/** Checks the whole file and then, unless it is a rehearsal, writes it. Throws IMPORT_INVALID before anything is written. */
export async function importFile(work: Work): Promise<Summary> {
  const { checked, existing } = await check(work);
  await work.file.assertUnchanged();
  if (work.dryRun) return { dryRun: true, ...checked };
  const { unwritten } = await write(work, existing);
  return { dryRun: false, ...checked, existing: checked.existing + unwritten, created: checked.created - unwritten };
}

async function check({ file, run, dryRun, report }: Work) {
  const problems = new Problems();
  const existing = new Set<number>();
  const hashes: Record<string, number> = {};
  const total = dryRun ? file.size : 2 * file.size;
  let [read, created] = [0, 0];
  for await (const users of batches(file, problems, (bytes) => report(bytes, total))) {
    for (const { line, problems: found, hashKind, exists } of await run.check(users)) {
      read += 1;
      if (found.length > 0) problems.add(line, found);
      if (exists) existing.add(line);
      else {
        created += 1;
        if (hashKind !== null) hashes[hashKind] = (hashes[hashKind] ?? 0) + 1;
      }
    }
  }
  problems.throwIfAny("Nothing was written.");
  return { checked: { read, existing: existing.size, created, hashes }, existing };
}

async function write({ file, run, report }: Work, existing: ReadonlySet<number>) {
  const problems = new Problems();
  let unwritten = 0;
  const reportSecond = (bytes: number) => report(file.size + bytes, 2 * file.size);
  for await (const users of batches(file, problems, reportSecond)) {
    const fresh = users.filter(({ line }) => !existing.has(line));
    for (const { line, reason } of await run.write(fresh)) {
      if (reason === "exists") unwritten += 1;
      else problems.add(line, [{ path: "username", message: "Somebody else took it while the file was read." }]);
    }
  }
  await file.assertUnchanged();
  problems.throwIfAny("All others are written.");
  return { unwritten };
}

/** The accounts of the file, some at a time; what is no account goes to `problems`. */
async function* batches(
  file: UsersFile,
  problems: Problems,
  report: (bytes: number) => void,
): AsyncGenerator<LinedUser[]> {
  let batch: LinedUser[] = [];
  for await (const row of file.rows(report)) {
    const user = readRow(row);
    if ("problems" in user) problems.add(user.line, user.problems);
    else batch.push(user);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
