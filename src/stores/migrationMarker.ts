import type { MigrationMarker } from "./Archive.js";
import { StoreUnavailableError } from "./StoreUnavailableError.js";

/** Why the database takes no writes. `database` is its kind: "SQLite file". */
export function lockReason({ peer }: MigrationMarker, database: string): string {
  return `This ${database} is locked, because its data was moved to ${peer}: set DATABASE_URL to that one. If "latchkey copy" has not finished, run it again, or unlock this one by "latchkey copy" with --unlock.`;
}

/** Throws when the data was moved elsewhere, or is being moved: nobody would read what a server or a migration writes here. */
export function assertNotLocked(marker: MigrationMarker | null, database: string): void {
  if (marker?.state === "moved") throw new StoreUnavailableError(lockReason(marker, database));
}

/** Throws when a copy has not finished: an account that is not there yet would look as if it did not exist. */
export function assertNotPartialCopy(marker: MigrationMarker | null, database: string): void {
  if (marker?.state !== "filling") return;
  throw new StoreUnavailableError(
    `This ${database} is an unfinished copy of ${marker.peer}: run "latchkey copy" again to finish it.`,
  );
}
