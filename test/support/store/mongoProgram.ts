import { inject } from "vitest";
import { type FoundProgram, findMongoProgram, findSecantusDb } from "../../../scripts/mongo/findMongoProgram.js";
import { standalone } from "../../../scripts/mongo/MongoProgram.js";
import { type RunningProgram, startMongoProgram } from "../../../scripts/mongo/startMongoProgram.js";

const report = (line: string) => process.stderr.write(`${line}\n`);

async function unlessWithoutMongo(find: typeof findMongoProgram): Promise<FoundProgram> {
  return inject("mongoUrl") === null ? { kind: "unavailable", reason: "there is no MongoDB server" } : find(report);
}

const found = await unlessWithoutMongo(findMongoProgram);
const secantusDb = await unlessWithoutMongo(findSecantusDb);

/** Whether a test can have a server of its own, which it may stop. */
export const hasMongoProgram = found.kind === "found";

/** Whether a test can have a replica set of its own. */
export const hasReplicaSet = secantusDb.kind === "found";

/** Starts a server that belongs to the caller. */
export async function startOwnMongo(): Promise<RunningProgram> {
  return start(found);
}

/** Starts a replica set of one member that belongs to the caller and that fails when a test asks for it: see failCommand. */
export async function startOwnReplicaSet(): Promise<RunningProgram> {
  return start(secantusDb);
}

/** Starts a server without a replica set that belongs to the caller. */
export async function startOwnStandalone(): Promise<RunningProgram> {
  if (secantusDb.kind === "unavailable") throw new Error(secantusDb.reason);
  return startMongoProgram(standalone(secantusDb.program));
}

function start(program: FoundProgram): Promise<RunningProgram> {
  if (program.kind === "unavailable") throw new Error(program.reason);
  return startMongoProgram(program.program);
}
