/** Increments a session's lateCount by compare-and-set, `count` times, and prints how often it lost the race. */
import { once } from "node:events";
import { createSqliteStore } from "../../../src/stores/sqlite/index.js";

const [path = "", sessionId = "", count = "0"] = process.argv.slice(2);
const store = createSqliteStore({ path });
await store.open();

process.stdout.write("ready\n");
await once(process.stdin, "data");

let conflicts = 0;
let stored = 0;
while (stored < Number(count)) {
  const session = await store.sessions.get(sessionId);
  if (session === null) throw new Error("The session is gone.");
  const next = { ...session, version: session.version + 1, lateCount: session.lateCount + 1 };
  const result = await store.sessions.compareAndSet(next, session.version);
  if (result.kind === "stored") stored++;
  else conflicts++;
}
await store.close();
process.stdout.write(`${conflicts}\n`);
process.exit(0);
