import { inject } from "vitest";
import { findMongoProgram } from "../../../scripts/mongo/findMongoProgram.js";
import { type RunningProgram, startMongoProgram } from "../../../scripts/mongo/startMongoProgram.js";

const found =
  inject("mongoUrl") === null
    ? { kind: "unavailable" as const, reason: "there is no MongoDB server" }
    : await findMongoProgram((line) => process.stderr.write(`${line}\n`));

/** Whether a test can have a server of its own, which it may stop. */
export const hasMongoProgram = found.kind === "found";

/** Starts a server that belongs to the caller. */
export async function startOwnMongo(): Promise<RunningProgram> {
  if (found.kind === "unavailable") throw new Error(found.reason);
  return startMongoProgram(found.program);
}
