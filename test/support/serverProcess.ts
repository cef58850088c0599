import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { onTestFinished } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const TSX = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;

export interface ServerProcess {
  /** Asks it to stop, and answers its exit code. */
  stop(): Promise<number | null>;
}

/**
 * Starts a TypeScript file of the repository as a server in a process of its own, with no environment but `env`, and resolves
 * when it has printed `sign`. It is killed when the test ends.
 */
export async function startServerProcess(
  file: string,
  options: { cwd: string; env: Record<string, string>; sign: string },
): Promise<ServerProcess> {
  const child = spawn(process.execPath, ["--import", TSX, `${ROOT}${file}`], {
    cwd: options.cwd,
    env: { PATH: process.env["PATH"], TSX_TSCONFIG_PATH: `${ROOT}tsconfig.json`, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });
  const exited = once(child, "exit");
  await printed(child, options.sign);
  return {
    stop: async () => {
      child.kill("SIGTERM");
      const [code] = await exited;
      return typeof code === "number" ? code : null;
    },
  };
}

function printed(child: ChildProcess, sign: string): Promise<void> {
  let output = "";
  return new Promise((resolve, reject) => {
    const read = (chunk: unknown) => {
      output += String(chunk);
      if (output.includes(sign)) resolve();
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => reject(new Error(`It ended with ${code} before it printed "${sign}":\n${output}`)));
  });
}
