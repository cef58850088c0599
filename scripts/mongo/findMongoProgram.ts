import { findOnPath } from "./findOnPath.js";
import { installFerretDb } from "./installFerretDb.js";
import { installSecantusDb } from "./installSecantusDb.js";
import { ferretDbProgram, type MongoProgram, mongodProgram, secantusDbProgram } from "./MongoProgram.js";

export type FoundProgram = { kind: "found"; program: MongoProgram } | { kind: "unavailable"; reason: string };

/** `mongod` where it is installed, else FerretDB where Go can build it. MONGODB_PROGRAM=secantusdb asks for SecantusDB. */
export async function findMongoProgram(report: (line: string) => void): Promise<FoundProgram> {
  if (process.env["MONGODB_PROGRAM"] === "secantusdb") return findSecantusDb(report);
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

/** SecantusDB where Python is installed, which pip gives it to. */
export async function findSecantusDb(report: (line: string) => void): Promise<FoundProgram> {
  const python = findOnPath("python3");
  if (python === null) return { kind: "unavailable", reason: "python3 is not on the PATH" };
  try {
    return { kind: "found", program: secantusDbProgram(python, await installSecantusDb(python, report)) };
  } catch (error) {
    return { kind: "unavailable", reason: `SecantusDB could not be installed: ${error}` };
  }
}
