import { freePort } from "../../../scripts/mongo/freePort.js";
import { startServerProcess } from "../process/serverProcess.js";
import { temporaryFolder } from "../temporaryFolder.js";

/** Starts an example on a free port, in a folder and a process of its own. */
export async function startExample(name: string, env: Readonly<Record<string, string>> = {}) {
  const port = await freePort();
  const example = await startServerProcess(`examples/${name}/server.ts`, {
    cwd: temporaryFolder(),
    env: { PORT: String(port), ...env },
    sign: "Listening on",
  });
  return { example, origin: `http://127.0.0.1:${port}` };
}
