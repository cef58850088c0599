import { freePort } from "../../../scripts/mongo/freePort.js";
import { startServerProcess } from "../process/serverProcess.js";
import { temporaryFolder } from "../temporaryFolder.js";

/** Starts an example on a free port, in a process and, unless one is given, a folder of its own. */
export async function startExample(name: string, env: Readonly<Record<string, string>> = {}, cwd = temporaryFolder()) {
  const port = await freePort();
  const example = await startServerProcess(`examples/${name}/server.ts`, {
    cwd,
    env: { PORT: String(port), ...env },
    sign: "Listening on",
  });
  return { example, origin: `http://127.0.0.1:${port}` };
}
