import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort } from "../scripts/mongo/freePort.js";

export interface ServerProcess {
  readonly api: string;
  stop(): Promise<void>;
}

/**
 * The server in a process and a folder of its own, as `npm start` runs it, with a new SQLite file. So neither the client's
 * work nor another server's is measured as its own.
 */
export async function startServer(settings: Record<string, string>): Promise<ServerProcess> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
  const port = await freePort();
  const server = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), resolve("src/index.ts")], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      TSX_TSCONFIG_PATH: resolve("tsconfig.json"),
      LOG_LEVEL: "warn",
      PAGES: "off",
      ...settings,
      PORT: String(port),
    },
    stdio: ["ignore", "inherit", "pipe"],
  });
  const exited = once(server, "exit");
  // Also when the benchmark fails.
  process.once("exit", () => {
    server.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  const greeted = new Promise<void>((resolve) => {
    server.stderr.on("data", (chunk) => {
      if (String(chunk).includes("listens on")) resolve();
      else process.stderr.write(chunk);
    });
  });
  await Promise.race([greeted, exited.then(() => Promise.reject(new Error("It did not start.")))]);
  return {
    api: `http://127.0.0.1:${port}/api/v1`,
    stop: async () => {
      server.kill("SIGTERM");
      await exited;
    },
  };
}
