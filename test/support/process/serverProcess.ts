import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

export interface ServerProcess {
  /** Sends the signal and answers the exit code, `null` when the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Asks it to stop, and answers its exit code. */
  stop(): Promise<number | null>;
}

interface SpawnOptions {
  readonly cwd: string;
  readonly env: Record<string, string>;
}

/** Runs Node with no environment but `env`. It is killed when the test ends. */
export function spawnNode(args: readonly string[], { cwd, env }: SpawnOptions): ChildProcess {
  const child = spawn(process.execPath, args, {
    cwd,
    env: { PATH: process.env["PATH"], ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  return child;
}

/** Runs a TypeScript file of the repository, which takes a second longer to start than what is built. */
export function spawnTypeScript(
  file: string,
  { cwd, env, args = [] }: SpawnOptions & { readonly args?: readonly string[] },
): ChildProcess {
  const settings = { TSX_TSCONFIG_PATH: `${ROOT}tsconfig.json`, ...env };
  return spawnNode(["--import", TSX, `${ROOT}${file}`, ...args], { cwd, env: settings });
}

/**
 * Starts a TypeScript file of the repository as a server in a process of its own, and resolves when it has printed `sign`.
 */
export async function startServerProcess(
  file: string,
  options: { cwd: string; env: Record<string, string>; sign: string },
): Promise<ServerProcess> {
  return serverOf(spawnTypeScript(file, options), options.sign);
}

/** A child as a server; resolves when it has printed `sign`. */
export async function serverOf(child: ChildProcess, sign: string): Promise<ServerProcess> {
  const exited = once(child, "exit");
  await printed(child, sign);
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    const [code] = await exited;
    return typeof code === "number" ? code : null;
  };
  return { end, stop: () => end("SIGTERM") };
}

/** Resolves with what a child has printed until now when that contains `sign`; rejects when the child ended before. */
export function printed(child: ChildProcess, sign: string): Promise<string> {
  let output = "";
  return new Promise((resolve, reject) => {
    const read = (chunk: unknown) => {
      output += String(chunk);
      if (output.includes(sign)) resolve(output);
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => reject(new Error(`It ended with ${code} before it printed "${sign}":\n${output}`)));
  });
}
