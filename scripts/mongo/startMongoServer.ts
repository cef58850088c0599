import { findMongoProgram } from "./findMongoProgram.js";
import { startMongoProgram } from "./startMongoProgram.js";

export type StartedServer =
  | { kind: "started"; url: string; stop(): Promise<void> }
  | { kind: "unavailable"; reason: string };

/** A MongoDB-protocol server for tests: the one of MONGODB_URI, else one that is started here. */
export async function startMongoServer(report: (line: string) => void): Promise<StartedServer> {
  const url = process.env["MONGODB_URI"];
  if (url !== undefined && url !== "") return { kind: "started", url, stop: async () => {} };
  const found = await findMongoProgram(report);
  if (found.kind === "unavailable") return found;
  try {
    const running = await startMongoProgram(found.program);
    return { kind: "started", url: running.url, stop: () => running.dispose() };
  } catch (error) {
    return { kind: "unavailable", reason: `${found.program.file} did not start: ${error}` };
  }
}
