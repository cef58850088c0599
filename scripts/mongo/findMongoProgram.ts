import { findOnPath } from "./findOnPath.js";
import { installFerretDb } from "./installFerretDb.js";
import { ferretDbProgram, type MongoProgram, mongodProgram } from "./MongoProgram.js";

export type FoundProgram = { kind: "found"; program: MongoProgram } | { kind: "unavailable"; reason: string };

/** `mongod` where it is installed, else FerretDB where Go can build it. */
export async function findMongoProgram(report: (line: string) => void): Promise<FoundProgram> {
  const mongod = findOnPath("mongod");
  if (mongod !== null) return { kind: "found", program: mongodProgram(mongod) };
  const go = findOnPath("go");
  if (go === null) {
    return { kind: "unavailable", reason: "MONGODB_URI is not set, and neither mongod nor go is on the PATH" };
  }
  try {
    return { kind: "found", program: ferretDbProgram(await installFerretDb(go, report)) };
  } catch (error) {
    return { kind: "unavailable", reason: `FerretDB could not be built: ${error}` };
  }
}
