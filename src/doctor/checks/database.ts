import { startFailure } from "../../serve/index.js";
import type { MigrationMarker } from "../../stores/Archive.js";
import { createMigrator, createStore, type DatabasePlace, databaseExists } from "../../stores/index.js";
import type { Store } from "../../stores/Store.js";
import { ForeignDatabaseError } from "../../stores/StoreUnavailableError.js";
import { DAY } from "../../utils/duration.js";
import { IN_MEMORY } from "../../utils/inMemory.js";
import { fail, pass, settingsCheck, skip } from "../Check.js";

export const database = settingsCheck({
  id: "database",
  title: "The database is available and up to date",
  issues: {
    away: {
      severity: "high",
      title: "A server cannot use the database",
      fix: "Start the database, correct DATABASE_URL, or use the newer program that the evidence names. Nobody is signed out meanwhile.",
    },
    absent: {
      severity: "high",
      title: "The SQLite file does not exist",
      fix: "Check that this is the server's folder; if so, start the server or run latchkey migrate.",
    },
    closed: {
      severity: "high",
      title: "The data was moved, or is not complete yet",
      fix: "Set DATABASE_URL to the other database, or finish the move (docs/guides/moving-over.md). No server starts on this one.",
    },
    foreign: {
      severity: "high",
      title: "The database holds another application's data in tables with Latchkey's names",
      fix: "Set DATABASE_PREFIX, on PostgreSQL DATABASE_SCHEMA, or DATABASE_URL to a separate database (docs/guides/moving-in.md). No server starts on this one.",
    },
    behind: {
      severity: "medium",
      title: "The database lacks migrations or indexes",
      fix: "Restart the server with this version, or run latchkey migrate. Without the indexes a name may be taken twice.",
    },
  },
  inspect: async ({ config }) => {
    if (config.databaseUrl === IN_MEMORY) return [skip("The database is in the memory of the server.")];
    if (!databaseExists(config)) return [fail("absent", config.databaseUrl)];
    try {
      const migrator = await createMigrator(config);
      const closedBy = describeClosed(await migrator.marker());
      if (closedBy !== null) return [fail("closed", closedBy)];
      const { applied, missing } = await migrator.state();
      if (missing.length > 0) return [fail("behind", missing.map(({ name }) => name).join(", "))];
      return [pass(`all ${applied.length} migrations or indexes are there`)];
    } catch (error) {
      // A server would fail with the same error. Its text holds no password.
      const [reason = ""] = startFailure(error).split("\n", 1);
      return [fail(error instanceof ForeignDatabaseError ? "foreign" : "away", reason)];
    }
  },
});

/** Why no server may use the database, or `null`. */
function describeClosed(marker: MigrationMarker | null): string | null {
  if (marker?.state === "moved") return `moved to ${marker.peer}`;
  return marker?.state === "filling" ? `an incomplete copy of ${marker.peer}` : null;
}

/** Opens the database for `action`. Returns `null` if it does not exist or is not up to date: opening it would migrate it. */
export async function withCurrentStore<Result>(
  place: DatabasePlace,
  action: (store: Store) => Promise<Result>,
): Promise<Result | null> {
  if (!databaseExists(place)) return null;
  if ((await (await createMigrator(place)).state()).missing.length > 0) return null;
  const store = createStore(place);
  try {
    await store.open();
    return await action(store);
  } finally {
    await store.close();
  }
}

const MAX_KEY_AGE = 365 * DAY;
/** The server rotates keys every minute: two days late is no chance. */
const ROTATION_TOLERANCE = 2 * DAY;

export const signingKeys = settingsCheck({
  id: "signing-keys",
  title: "The signing key is not old",
  issues: {
    stuck: {
      severity: "medium",
      title: "The signing key should have been replaced",
      reference: "OWASP ASVS 5.0 13.3.4",
      fix: "See the log of the server, which rotates keys while it runs.",
    },
    old: {
      severity: "low",
      title: "The signing key is older than a year",
      reference: "OWASP ASVS 5.0 13.3.4",
      fix: "Set KEY_ROTATION, or create the next key (docs/guides/keys.md).",
    },
  },
  inspect: async ({ config }, { clock }) => {
    if (!config.accessTokenAlgorithms.includes("ES256")) return [pass("HS256 has no signing keys")];
    const keys = await withCurrentStore(config, (store) => store.signingKeys.list());
    if (keys === null) return [skip("The database does not exist or is not up to date.")];
    const now = clock.now();
    const current = keys.filter(({ signsFrom }) => signsFrom <= now).at(-1);
    if (current === undefined) return [skip("There is no key yet: the server creates the first one at its start.")];
    const age = now - current.signsFrom;
    const seen = `in use for ${Math.floor(age / DAY)} days`;
    const { keyRotation } = config;
    if (keyRotation === null) return [age > MAX_KEY_AGE ? fail("old", seen) : pass(seen)];
    return [age > keyRotation + ROTATION_TOLERANCE ? fail("stuck", seen) : pass(seen)];
  },
});
