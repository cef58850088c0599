import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { SERVER_CORE, type ServerRuntime } from "../compare/ServerUnderTest.js";

/** What the clients of a turn do. */
export interface Work {
  readonly name: "verify" | "refresh" | "mix";
  readonly clients: number;
  /** On how many of the sessions. */
  readonly sessions: number;
  readonly milliseconds: number;
}

/** CPU in microseconds of an operation, times in milliseconds. */
export interface Worked {
  readonly count: number;
  readonly cpu: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
}

/** A store in a process of its own, on the core of servers, and the clients that work on it. */
export class StoreProcess {
  readonly #process: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#process = child;
  }

  /** @param ids of the sessions that are in the store */
  static async start(
    environment: Readonly<Record<string, string>>,
    ids: readonly string[],
    { node, root }: ServerRuntime,
  ): Promise<StoreProcess> {
    const child = spawn("taskset", ["-c", SERVER_CORE, node, resolve(root, "bench/servers/storeLoad.mjs")], {
      env: { PATH: process.env["PATH"], ...environment },
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    // Also when the benchmark fails.
    process.once("exit", () => child.kill("SIGKILL"));
    child.send(ids);
    await answerOf(child);
    return new StoreProcess(child);
  }

  async work(work: Work): Promise<Worked> {
    this.#process.send(work);
    return (await answerOf(this.#process)) as Worked;
  }

  async stop(): Promise<void> {
    const exited = once(this.#process, "exit");
    this.#process.disconnect();
    await exited;
  }
}

/** The next message of a process; rejects when it ends instead. */
async function answerOf(child: ChildProcess): Promise<unknown> {
  const ending = new AbortController();
  const { signal } = ending;
  const ended = once(child, "exit", { signal }).then(([code]) => {
    throw new Error(`A store's process ended with ${code}.`);
  });
  try {
    const [message] = await Promise.race([once(child, "message", { signal }), ended]);
    return message;
  } finally {
    ended.catch(() => {});
    ending.abort();
  }
}
