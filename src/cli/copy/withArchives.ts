import type { Archive } from "../../stores/Archive.js";
import { createArchive, createMigrator, type DatabasePlace, databaseExists } from "../../stores/index.js";
import { CliError } from "../failures.js";

/** Opens the database that is read. Throws DATABASE_MISSING: an empty one would be made in a wrong folder. */
export async function withSource<T>(place: DatabasePlace, work: (source: Archive) => Promise<T>): Promise<T> {
  const archive = await createArchive(place);
  if (!databaseExists(place)) throw new CliError("DATABASE_MISSING", `There is no database at ${archive.name}.`);
  return withOpen(archive, work);
}

/** Opens the database that is written, and makes it where it is a file that is missing. */
export async function withTarget<T>(place: DatabasePlace, work: (target: Archive) => Promise<T>): Promise<T> {
  return withOpen(await createArchive(place), work);
}

/**
 * Throws COPY_REFUSED unless this program is the one that the database is made for: the records of an older one have another
 * form, and those of a newer one hold what this one would leave behind.
 */
export async function assertUpToDate(place: DatabasePlace, { name }: Archive): Promise<void> {
  const { missing, unknown } = await (await createMigrator(place)).state();
  if (unknown.length > 0) {
    throw new CliError("COPY_REFUSED", `${name} has ${unknown.join(", ")} of a newer program: copy it by that one.`);
  }
  if (missing.length === 0) return;
  const names = missing.map((step) => step.name).join(", ");
  throw new CliError("COPY_REFUSED", `${name} lacks ${names}: run "latchkey migrate" on it first.`);
}

async function withOpen<T>(archive: Archive, work: (archive: Archive) => Promise<T>): Promise<T> {
  await archive.open();
  try {
    return await work(archive);
  } finally {
    await archive.close();
  }
}
