/** Creates sessions without end and prints the id of each one that was acknowledged; stops when the store is unavailable. */
import { writeSync } from "node:fs";
import { StoreUnavailableError } from "../../../src/stores/StoreUnavailableError.js";
import { createSqliteStore } from "../../../src/stores/sqlite/index.js";
import { aSession } from "../records.js";

const WRITERS = 20;

const [path = ""] = process.argv.slice(2);
// Without a listener this signal, sent at the limit of the file size, would end the process.
process.on("SIGXFSZ", () => undefined);
const store = createSqliteStore({ path });
await store.open();

async function writeUntilUnavailable(): Promise<void> {
  try {
    for (;;) {
      const session = aSession({ userAgent: "x".repeat(500) });
      await store.sessions.create(session);
      writeSync(1, `${session._id}\n`);
    }
  } catch (error) {
    if (!(error instanceof StoreUnavailableError)) throw error;
  }
}

await Promise.all(Array.from({ length: WRITERS }, writeUntilUnavailable));
writeSync(1, "unavailable\n");
