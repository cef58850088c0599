import { spawn } from "node:child_process";
import { once } from "node:events";

/** A program that runs until it is stopped, with all that it has started. */
export interface Program {
  /** Resolves with the first line that it prints. */
  readonly firstLine: Promise<string>;
  stop(): Promise<void>;
}

/** Starts a program with no environment but `env`. It never outlives this process. */
export async function startProgram(
  path: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<Program> {
  // A process group of its own: a driver starts a browser, which starts a process for each page.
  const child = spawn(path, args, { env, detached: true, stdio: ["ignore", "pipe", "ignore"] });
  await once(child, "spawn");
  const exited = once(child, "exit");
  const killAll = () => void killGroup(child.pid);
  process.once("exit", killAll);
  return {
    firstLine: firstLineOf(child.stdout),
    stop: async () => {
      process.off("exit", killAll);
      killAll();
      await exited;
    },
  };
}

async function firstLineOf(output: AsyncIterable<Buffer>): Promise<string> {
  let read = "";
  for await (const chunk of output) {
    read += chunk;
    if (read.includes("\n")) break;
  }
  return read.split("\n", 1)[0] ?? "";
}

/** Ended processes are no failure: the browser may have left first. */
function killGroup(leader: number | undefined): void {
  if (leader === undefined) return;
  try {
    process.kill(-leader, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
