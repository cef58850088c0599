import type { PlacedUser, UserImport } from "../../services/userImport/index.js";
import { batches } from "../../utils/batches.js";
import { ImportErrors, parseRow, type UsersSource } from "./records.js";

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
  readonly userImport: UserImport;
  readonly dryRun: boolean;
  report(done: number, total: number): void;
}

/** Number of records that are looked up or written at once. */
const BATCH_SIZE = 200;

/** Validates all records, and then writes them unless `dryRun`. Throws IMPORT_INVALID before anything is written. */
export async function importUsers({ source, userImport, dryRun, report }: ImportInput): Promise<ImportSummary> {
  const total = dryRun ? source.size : 2 * source.size;
  const rows = source.rows((done) => report(done, total));
  const checked = await pass(source, rows, (users) => userImport.check(users), "Nothing was written.");
  if (dryRun) return { dryRun, ...checked };
  const again = source.rows((done) => report(source.size + done, total));
  const written = await pass(source, again, (users) => userImport.write(users), "All other records were written.");
  return { dryRun, ...written };
}

/** Handles all records once. Throws IMPORT_INVALID with `outcome` at the end if some are invalid. */
async function pass(
  source: UsersSource,
  rows: ReturnType<UsersSource["rows"]>,
  handle: (users: readonly PlacedUser[]) => ReturnType<UserImport["check"]>,
  outcome: string,
): Promise<Omit<ImportSummary, "dryRun">> {
  const errors = new ImportErrors(source);
  const hashes: Record<string, number> = {};
  let [read, existing, created] = [0, 0, 0];
  for await (const batch of batches(rows, BATCH_SIZE)) {
    const parsed = batch.map(parseRow);
    const users = parsed.filter((row) => "record" in row);
    const result = await handle(users);
    errors.add([...parsed.filter((row) => "problems" in row), ...result.invalid]);
    read += users.length;
    existing += result.existing;
    created += result.created.length;
    for (const { algorithm } of result.created) hashes[algorithm] = (hashes[algorithm] ?? 0) + 1;
  }
  await source.assertUnchanged();
  errors.throwIfAny(outcome);
  return { read, existing, created, hashes };
}
