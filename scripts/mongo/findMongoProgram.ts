import { findOnPath } from "./findOnPath.js";
import { installSecantusDb } from "./installSecantusDb.js";
import { type MongoProgram, mongodProgram, secantusDbProgram } from "./MongoProgram.js";

export type FoundProgram = { kind: "found"; program: MongoProgram } | { kind: "unavailable"; reason: string };

/** `mongod` where it is installed, else SecantusDB. */
export async function findMongoProgram(report: (line: string) => void): Promise<FoundProgram> {
  const mongod = findOnPath("mongod");
  return mongod === null ? findSecantusDb(report) : { kind: "found", program: mongodProgram(mongod) };
}

/** SecantusDB, which pip installs where Python is. */
export async function findSecantusDb(report: (line: string) => void): Promise<FoundProgram> {
  const python = findOnPath("python3");
  if (python === null) return { kind: "unavailable", reason: "neither mongod nor python3 is on the PATH" };
  try {
    return { kind: "found", program: secantusDbProgram(await installSecantusDb(python, report)) };
  } catch (error) {
    return { kind: "unavailable", reason: `SecantusDB could not be installed: ${error}` };
  }
}
