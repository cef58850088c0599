import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { fileURLToPath, pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";

const ENTRY = fileURLToPath(new URL("../../src/index.ts", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

/** A port of the loopback interface that was free a moment ago. */
export async function aFreePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("The probe has no port.");
  return address.port;
}

/** Starts the server's entry in `cwd`, with nothing in the environment but `env`. It is killed when the test ends. */
export function spawnLatchkey(cwd: string, env: Record<string, string>): ChildProcess {
  const child = spawn(process.execPath, ["--import", TSX, ENTRY], {
    cwd,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

export interface LatchkeyProcess {
  readonly origin: string;
  readonly api: string;
  readonly port: number;
  /** Sends the signal and answers the exit code, `null` when the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
}

/** Resolves when the server says that it listens. */
export async function startLatchkey(cwd: string, env: Record<string, string> = {}): Promise<LatchkeyProcess> {
  const port = Number(env["PORT"] ?? (await aFreePort()));
  const child = spawnLatchkey(cwd, { PUBLIC_URL: "http://localhost:3000", ...env, PORT: String(port) });
  const stderr: string[] = [];
  child.stderr?.on("data", (chunk) => stderr.push(String(chunk)));
  const exited = once(child, "exit");
  const listens = new Promise<boolean>((resolve) => {
    child.stdout?.on("data", (chunk) => String(chunk).includes("listens on") && resolve(true));
    child.on("exit", () => resolve(false));
  });
  if (!(await listens)) throw new Error(`The server did not start: ${stderr.join("")}`);
  return {
    origin: `http://127.0.0.1:${port}`,
    api: `http://127.0.0.1:${port}/api/v1`,
    port,
    end: async (signal) => {
      child.kill(signal);
      const [code] = await exited;
      return typeof code === "number" ? code : null;
    },
  };
}

/** Waits for a process that ends by itself; answers its exit code and what it wrote to stderr. */
export async function failureOf(child: ChildProcess): Promise<{ code: number | null; stderr: string }> {
  const stderr: string[] = [];
  child.stderr?.on("data", (chunk) => stderr.push(String(chunk)));
  const [code] = await once(child, "close");
  return { code: typeof code === "number" ? code : null, stderr: stderr.join("") };
}
