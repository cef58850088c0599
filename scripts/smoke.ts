// Starts the built server in an empty folder, asks whether it is ready, and stops it by SIGTERM, which must end with 0.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort } from "./mongo/freePort.js";

const folder = mkdtempSync(join(tmpdir(), "latchkey-smoke-"));
const port = await freePort();
const server = spawn(process.execPath, [resolve("dist/index.js")], {
  cwd: folder,
  env: { ...process.env, PORT: String(port) },
  stdio: ["ignore", "pipe", "inherit"],
});
try {
  await once(server.stdout, "data");
  const response = await fetch(`http://127.0.0.1:${port}/health/ready`);
  if (response.status !== 200) throw new Error(`/health/ready answered ${response.status}`);
} finally {
  server.kill("SIGTERM");
}
const [code] = await once(server, "exit");
rmSync(folder, { recursive: true, force: true });
if (code !== 0) throw new Error(`SIGTERM ended with exit code ${code}`);
process.stdout.write("The built server starts, is ready and stops in order.\n");
