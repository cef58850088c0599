import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { FromVictim, Step, ToVictim, VictimSetup } from "./victimMessages.js";

export interface Victim {
  readonly api: string;
  /** Moves its time. */
  setTime(now: number): Promise<void>;
  /** From now on it takes note of its steps, and kills itself at that one. */
  arm(aim: Step | null): Promise<void>;
  /** Resolves with its steps when all that runs after its answers has ended, or with `null` when it was killed at its step. */
  settle(): Promise<readonly Step[] | null>;
  /** Ends it with SIGKILL. */
  kill(): Promise<void>;
  /** Resolves when it is gone. */
  readonly gone: Promise<void>;
}

/** Starts a server that is to be killed, and resolves when it listens. */
export async function startVictim(file: string, setup: VictimSetup): Promise<Victim> {
  const child = spawn(process.execPath, [file], {
    env: { PATH: process.env["PATH"], VICTIM: JSON.stringify(setup) },
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  let output = "";
  child.stdout?.on("data", (chunk) => {
    output += String(chunk);
  });
  // Not "exit": what it has written last may still be on its way.
  const gone = once(child, "close").then(() => undefined);

  async function ask(message: ToVictim): Promise<FromVictim | null> {
    if (!child.connected) return null;
    const answer = answerOf(child, gone);
    child.send(message, () => undefined);
    return answer;
  }

  const first = await answerOf(child, gone);
  if (first?.kind !== "listens") throw new Error(`The server ended while it started: ${output}`);

  return {
    api: `http://127.0.0.1:${first.port}/api/v1`,
    gone,
    setTime: async (now) => void (await ask({ kind: "time", now })),
    arm: async (aim) => void (await ask({ kind: "arm", aim })),
    settle: async () => {
      const answer = await ask({ kind: "settle" });
      if (answer?.kind === "done") return answer.steps;
      await gone;
      if (!output.includes("killed at the step")) throw new Error(`The server ended by itself: ${output}`);
      return null;
    },
    kill: async () => {
      child.kill("SIGKILL");
      await gone;
    },
  };
}

/** Its next message, or `null` when it ends without one. */
async function answerOf(child: ChildProcess, gone: Promise<void>): Promise<FromVictim | null> {
  const waiting = new AbortController();
  const message = once(child, "message", { signal: waiting.signal }).then(([received]) => received as FromVictim);
  const answer = await Promise.race([message, gone.then(() => null)]);
  waiting.abort();
  message.catch(() => undefined);
  return answer;
}
