import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

const START_TIMEOUT_MS = 60_000;

/** Waits until a server says on stderr that it is ready; kills it when it does not. */
export async function untilReady(child: ChildProcess, ready: RegExp): Promise<void> {
  let output = "";
  const isReady = new Promise<void>((resolve) => {
    // The listener stays, as a server whose messages nobody reads would stop at a full pipe.
    child.stderr?.on("data", (chunk) => {
      if (output.length < 100_000) output += chunk;
      if (ready.test(output)) resolve();
    });
  });
  const ended = once(child, "close").then(() => {
    throw new Error(`The server ended while it started: ${output}`);
  });
  const timer = setTimeout(() => child.kill("SIGKILL"), START_TIMEOUT_MS);
  try {
    await Promise.race([isReady, ended]);
  } finally {
    clearTimeout(timer);
    ended.catch(() => {});
  }
}

/** Sends a signal to a process and waits until it has ended. */
export async function endProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill(signal);
  await ended;
}
