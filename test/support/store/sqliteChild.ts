import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export interface Child {
  readonly process: ChildProcess;
  /** The lines it has printed so far. */
  readonly lines: string[];
  /** Resolves when it has printed that many lines. */
  printed(count: number): Promise<void>;
  /** Resolves when it has ended and all its lines have arrived. */
  ended(): Promise<void>;
}

/** Starts a script of this folder in a process of its own. It is killed when the test ends. */
export function startChild(
  script: string,
  args: readonly string[],
  options: { fileSizeLimitKiB?: number } = {},
): Child {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const command = [process.execPath, "--import", "tsx", file, ...args];
  const limit = options.fileSizeLimitKiB === undefined ? "unlimited" : String(options.fileSizeLimitKiB * 2);
  // POSIX counts `ulimit -f` in blocks of 512 bytes.
  const child = spawn("sh", ["-c", 'ulimit -f "$1"; shift; exec "$@"', "sh", limit, ...command], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
  });

  const lines: string[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on("line", (line) => lines.push(line));
  const ended = once(reader, "close");

  return {
    process: child,
    lines,
    async printed(count) {
      while (lines.length < count) {
        const next = await Promise.race([once(reader, "line"), ended.then(() => null)]);
        if (next === null && lines.length < count) throw new Error(`The child ended after ${lines.length} lines.`);
      }
    },
    async ended() {
      await ended;
    },
  };
}
