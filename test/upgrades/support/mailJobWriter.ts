// node mailJobWriter.ts <package> <database> <address>: puts the job of a reset mail into the database by the code of a
// packed release, and leaves it to whoever serves.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { newId } from "../../../src/utils/ids.js";

type StoreModule = Pick<typeof import("../../../src/container.js"), "createStore">;
type MailModule = typeof import("../../../src/services/email/mailJob.js");

const [folder = "", databaseUrl = "", to = ""] = process.argv.slice(2);

function load<Module>(file: string): Promise<Module> {
  return import(pathToFileURL(join(folder, "dist", file)).href);
}

const { createStore } = await load<StoreModule>("container.js");
const { mailJobOf } = await load<MailModule>("services/email/mailJob.js");
const store = createStore(databaseUrl);
await store.open();
const now = Date.now();
const { kind, userId, payload } = mailJobOf({ kind: "reset-password", to }, now);
await store.queue.add({ _id: newId(now), kind, userId, payload, attempts: 0, dueAt: now, createdAt: now });
await store.close();
