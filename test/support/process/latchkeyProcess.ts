import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { freePort } from "../../../scripts/mongo/freePort.js";
import { builtPackage } from "./builtPackage.js";
import { type ServerProcess, serverOf, spawnNode } from "./serverProcess.js";

/** Starts the built server in `cwd`, with nothing in the environment but `env`. It is killed when the test ends. */
export async function spawnLatchkey(cwd: string, env: Record<string, string>): Promise<ChildProcess> {
  return spawnNode([join(await builtPackage(), "dist/index.js")], { cwd, env });
}

export interface LatchkeyProcess extends ServerProcess {
  readonly origin: string;
  readonly api: string;
  readonly port: number;
}

/** Resolves when the server says that it listens. */
export async function startLatchkey(cwd: string, env: Record<string, string> = {}): Promise<LatchkeyProcess> {
  const port = Number(env["PORT"] ?? (await freePort()));
  const settings = { PUBLIC_URL: "http://localhost:3000", ...env, PORT: String(port) };
  const server = await serverOf(await spawnLatchkey(cwd, settings), "listens on");
  return { ...server, port, origin: `http://127.0.0.1:${port}`, api: `http://127.0.0.1:${port}/api/v1` };
}

/** Waits for a process that ends by itself; answers its exit code and what it wrote to stderr. */
export async function failureOf(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  const stderr: string[] = [];
  child.stderr?.on("data", (chunk) => stderr.push(String(chunk)));
  const [code] = await once(child, "close");
  return { code: typeof code === "number" ? code : null, stderr: stderr.join("") };
}
