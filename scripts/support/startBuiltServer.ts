import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { freePort } from "../mongo/freePort.js";

export interface BuiltServer {
  readonly origin: string;
  /** Where it was started: empty but for its data. */
  readonly folder: string;
  /** What it has written after its greeting. */
  log(): string;
  /** Ends it by SIGTERM and answers its exit code. */
  stop(): Promise<number | null>;
}

/** Starts dist/index.js in an empty folder and resolves when it has said that it listens. */
export async function startBuiltServer(settings: Readonly<Record<string, string>> = {}): Promise<BuiltServer> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-built-"));
  const port = await freePort();
  const server = spawn(process.execPath, [resolve("dist/index.js")], {
    cwd: folder,
    env: { PATH: process.env["PATH"], PORT: String(port), ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(server, "exit");
  let log = "";
  const note = (chunk: unknown) => {
    log += String(chunk);
  };
  const greeted = new Promise<void>((resolve) => {
    server.stderr.on("data", (chunk) => {
      if (String(chunk).includes("listens on")) resolve();
      else note(chunk);
    });
  });
  server.stdout.on("data", note);
  await Promise.race([greeted, exited]);
  if (server.exitCode !== null) throw new Error(`The built server did not start.\n${log}`);

  return {
    origin: `http://localhost:${port}`,
    folder,
    log: () => log,
    stop: async () => {
      server.kill("SIGTERM");
      const [code] = await exited;
      rmSync(folder, { recursive: true, force: true });
      return code;
    },
  };
}
