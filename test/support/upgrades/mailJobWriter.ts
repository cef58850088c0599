// node mailJobWriter.ts <package> <database> <address>: puts the job of a reset mail into the database by the code of a
// packed release, and leaves it to the server that runs.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { newId } from "../../../src/utils/ids.js";

type SqliteModule = Pick<typeof import("../../../src/stores/sqlite/index.js"), "createSqliteStore">;
type MongoModule = Pick<typeof import("../../../src/stores/mongo/index.js"), "createMongoStore">;
type ToEmailJob = typeof import("../../../src/services/email/mailJob.js").toEmailJob;
/** Releases up to 0.1.0 call it `mailJobOf`. */
type MailModule = { readonly toEmailJob?: ToEmailJob; readonly mailJobOf?: ToEmailJob };

const [folder = "", databaseUrl = "", to = ""] = process.argv.slice(2);

function load<Module>(file: string): Promise<Module> {
  return import(pathToFileURL(join(folder, "dist", file)).href);
}

const mailModule = await load<MailModule>("services/email/mailJob.js");
const toEmailJob = mailModule.toEmailJob ?? mailModule.mailJobOf;
if (toEmailJob === undefined) throw new Error("The release has no function for the job of an email.");
const path = /^sqlite:(.+)$/.exec(databaseUrl)?.[1];
const store =
  path === undefined
    ? (await load<MongoModule>("stores/mongo/index.js")).createMongoStore({ url: databaseUrl })
    : (await load<SqliteModule>("stores/sqlite/index.js")).createSqliteStore({ path });
await store.open();
const now = Date.now();
const { kind, userId, payload } = toEmailJob({ kind: "reset-password", to }, now);
await store.queue.add({ _id: newId(now), kind, userId, payload, attempts: 0, dueAt: now, createdAt: now });
await store.close();
