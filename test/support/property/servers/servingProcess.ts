/** A server of sessions in a process of its own: it opens the SQLite file that it is given and answers what it is sent. */

import { StoreUnavailableError } from "../../../../src/stores/StoreUnavailableError.js";
import { createSqliteStore } from "../../../../src/stores/sqlite/index.js";
import { ApiError } from "../../../../src/utils/ApiError.js";
import type { Call, Reply } from "./messages.js";
import { requestsOver } from "./SessionServer.js";

const [path = ""] = process.argv.slice(2);
void serve();

async function serve(): Promise<void> {
  const store = createSqliteStore({ path });
  await store.open();
  const requests = requestsOver(store);
  process.on("message", async ({ id, verb, args }: Call) => {
    try {
      reply({ kind: "result", id, result: await Reflect.apply(requests[verb], requests, args) });
    } catch (error) {
      if (error instanceof ApiError) reply({ kind: "refusal", id, code: error.code, reason: error.reason });
      else reply({ kind: error instanceof StoreUnavailableError ? "unavailable" : "bug", id, message: String(error) });
    }
  });
  reply({ kind: "ready" });
}

// The process that started it has ended.
process.on("disconnect", () => process.exit(0));

function reply(message: Reply): void {
  process.send?.(message);
}
