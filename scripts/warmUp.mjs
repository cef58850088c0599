// Runs the built server once, in an empty folder, so that the code which V8 compiles for a start is kept beside the bundle.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const [build = "dist"] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "latchkey-warm-"));
const port = await freePort();
const server = spawn(process.execPath, [resolve(build, "start/keepCode.js"), "serve"], {
  cwd: folder,
  env: { PORT: String(port) },
  stdio: ["ignore", "ignore", "pipe"],
});
let output = "";
const exited = once(server, "exit");
const greeted = new Promise((resolve) => {
  server.stderr.on("data", (chunk) => {
    output += chunk;
    if (output.includes("listens on")) resolve();
  });
});
try {
  await Promise.race([greeted, exited]);
  if (server.exitCode === null) {
    await fetch(`http://127.0.0.1:${port}/health/ready`);
    server.kill("SIGTERM");
  }
  const [code] = await exited;
  // A build is complete without it: it may be made where no server can run.
  if (code !== 0)
    process.stderr.write(`The server will start more slowly: it could not be run for its code.\n${output}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}
