import type { MigrationMarker } from "../../stores/Archive.js";
import { createMigrator, databaseExists } from "../../stores/index.js";
import { ForeignDatabaseError } from "../../stores/StoreUnavailableError.js";
import { startFailure } from "../../utils/startFailure.js";
import { fine, found, settingsCheck } from "../Check.js";

export const database = settingsCheck({
  id: "database",
  title: "The database is there and up to date",
  looksAt:
    "Whether the database answers, whether it is Latchkey's own, whether it was moved, and which migrations or indexes it lacks. Nothing is applied.",
  faults: {
    away: {
      severity: "high",
      title: "A server cannot use the database",
      clause: null,
      cure: "Start it, mend DATABASE_URL, or start the newer program that the evidence asks for. Until then nobody is signed out.",
    },
    absent: {
      severity: "high",
      title: "The SQLite file does not exist",
      clause: null,
      cure: "Look whether this is the folder of the server; else start the server or run latchkey migrate.",
    },
    closed: {
      severity: "high",
      title: "The data was moved elsewhere, or is not all there yet",
      clause: null,
      cure: "Set DATABASE_URL to where it is, or end the move (docs/guides/moving-over.md). No server starts on this.",
    },
    foreign: {
      severity: "high",
      title: "The database holds an application's data where Latchkey's would be",
      clause: null,
      cure: "Set DATABASE_PREFIX, or DATABASE_URL to a database of its own (docs/guides/moving-in.md). No server starts on this.",
    },
    behind: {
      severity: "medium",
      title: "The database lacks migrations or indexes",
      clause: null,
      cure: "Restart the server with this version, or run latchkey migrate. Without its indexes a name may be taken twice.",
    },
  },
  look: async ({ config }) => {
    if (!databaseExists(config)) return [found("absent", config.databaseUrl)];
    try {
      const migrator = await createMigrator(config);
      const closing = closingIn(await migrator.marker());
      if (closing !== null) return [found("closed", closing)];
      const { applied, missing } = await migrator.state();
      return [
        missing.length > 0
          ? found("behind", missing.map(({ name }) => name).join(", "))
          : fine(`all ${applied.length} are there`),
      ];
    } catch (error) {
      // Whatever it is, a server would fail by it too; its text names no password.
      const [reason = ""] = startFailure(error).split("\n", 1);
      return [found(error instanceof ForeignDatabaseError ? "foreign" : "away", reason)];
    }
  },
});

/** What closes the database to servers, or `null`. */
function closingIn(marker: MigrationMarker | null): string | null {
  if (marker?.state === "moved") return `moved to ${marker.peer}`;
  return marker?.state === "filling" ? `an unfinished copy of ${marker.peer}` : null;
}
