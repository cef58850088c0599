/** Opens a store when it gets a message, writes one user and closes it. */
import { once } from "node:events";
import { createSqliteStore } from "../../../src/stores/sqlite/index.js";
import { aUser } from "../records.js";

const [path = ""] = process.argv.slice(2);
process.stdout.write("ready\n");
await once(process.stdin, "data");

const store = createSqliteStore({ path });
await store.open();
const { kind } = await store.users.create(aUser());
await store.close();
process.stdout.write(`${kind}\n`);
process.exit(0);
