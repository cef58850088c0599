import type { ImportRun, LinedUser } from "../../services/userImport/index.js";
import { Problems } from "./Problems.js";
import { type FaultyRow, readRow } from "./readRow.js";
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

const SNATCHED = { path: "username", message: "Somebody else took it while the file was read." };

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
  for await (const { users, faulty } of batches(file, (bytes) => report(bytes, total))) {
    const verdicts = await run.check(users);
    problems.add([...faulty, ...verdicts]);
    read += verdicts.length;
    for (const { line, hashKind, exists } of verdicts) {
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
  for await (const { users } of batches(file, (bytes) => report(file.size + bytes, 2 * file.size))) {
    for (const { line, reason } of await run.write(users.filter((user) => !existing.has(user.line)))) {
      if (reason === "exists") unwritten += 1;
      else problems.add([{ line, problems: [SNATCHED] }]);
    }
  }
  await file.assertUnchanged();
  problems.throwIfAny("All others are written.");
  return { unwritten };
}

/** The file some rows at a time, so that it is never in the memory as a whole. */
async function* batches(
  file: UsersFile,
  report: (bytes: number) => void,
): AsyncGenerator<{ users: LinedUser[]; faulty: FaultyRow[] }> {
  let [users, faulty]: [LinedUser[], FaultyRow[]] = [[], []];
  for await (const row of file.rows(report)) {
    const found = readRow(row);
    if ("problems" in found) faulty.push(found);
    else users.push(found);
    if (users.length + faulty.length < BATCH) continue;
    yield { users, faulty };
    [users, faulty] = [[], []];
  }
  if (users.length + faulty.length > 0) yield { users, faulty };
}
