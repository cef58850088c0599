import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StoreUnavailableError } from "../../../../src/stores/StoreUnavailableError.js";
import { ApiError } from "../../../../src/utils/ApiError.js";
import { builtProgram } from "../../process/builtProgram.js";
import type { Call, Reply } from "./messages.js";
import type { Requests, SessionServer } from "./SessionServer.js";

let built: Promise<string> | undefined;

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** A server in a process of its own, on a SQLite file that others have open too. */
export class ProcessServer implements SessionServer {
  readonly #path: string;
  readonly #pending = new Map<number, Pending>();
  #process: ChildProcess;
  /** Started ahead, so that a restart waits for no compiler. */
  #spare: Promise<ChildProcess>;
  #calls = 0;

  private constructor(path: string, process: ChildProcess) {
    this.#path = path;
    this.#process = process;
    this.#listen();
    this.#spare = this.#startSpare();
  }

  static async start(path: string): Promise<ProcessServer> {
    return new ProcessServer(path, await startProcess(path));
  }

  /** kill -9: whatever it was at is cut off. */
  async restart(): Promise<void> {
    await killed(this.#process);
    for (const { reject } of this.#pending.values()) reject(new StoreUnavailableError("The server was killed."));
    this.#pending.clear();
    this.#process = await this.#spare;
    this.#listen();
    this.#spare = this.#startSpare();
  }

  async stop(): Promise<void> {
    await Promise.all([killed(this.#process), this.#spare.then(killed)]);
  }

  open: Requests["open"] = (...args) => this.#call("open", args);
  refresh: Requests["refresh"] = (...args) => this.#call("refresh", args);
  use: Requests["use"] = (...args) => this.#call("use", args);
  logout: Requests["logout"] = (...args) => this.#call("logout", args);
  renew: Requests["renew"] = (...args) => this.#call("renew", args);

  #startSpare(): Promise<ChildProcess> {
    const spare = startProcess(this.#path);
    // Heard of when it is needed.
    spare.catch(() => undefined);
    return spare;
  }

  #call<V extends keyof Requests>(verb: V, args: Parameters<Requests[V]>): ReturnType<Requests[V]>;
  #call(verb: keyof Requests, args: readonly unknown[]): Promise<unknown> {
    const call: Call = { id: this.#calls, verb, args };
    this.#calls += 1;
    return new Promise((resolve, reject) => {
      this.#pending.set(call.id, { resolve, reject });
      this.#process.send(call);
    });
  }

  #listen(): void {
    this.#process.on("message", (reply: Reply) => {
      if (reply.kind === "ready") return;
      const pending = this.#pending.get(reply.id);
      this.#pending.delete(reply.id);
      if (reply.kind === "result") pending?.resolve(reply.result);
      else pending?.reject(failureOf(reply));
    });
  }
}

function failureOf(reply: Exclude<Reply, { kind: "ready" | "result" }>): Error {
  if (reply.kind === "refusal") {
    return new ApiError(reply.code, reply.reason === undefined ? {} : { reason: reply.reason });
  }
  return reply.kind === "unavailable" ? new StoreUnavailableError(reply.message) : new Error(reply.message);
}

/** Resolves when the process has opened the file. */
async function startProcess(path: string): Promise<ChildProcess> {
  built ??= builtProgram("test/support/property/servers/servingProcess.ts", openOnce);
  const child = fork(await built, [path], { execArgv: [], serialization: "advanced" });
  await ready(child);
  return child;
}

async function ready(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit").then(() => {
    throw new Error("The serving process ended before it was ready.");
  });
  await Promise.race([once(child, "message"), ended]);
  // From here on its end is an event like any other.
  ended.catch(() => undefined);
}

async function openOnce(file: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-serving-"));
  const child = fork(file, [join(folder, "latchkey.db")], { execArgv: [], serialization: "advanced" });
  await ready(child);
  const ended = once(child, "exit");
  // It ends when it is alone.
  child.disconnect();
  await ended;
  rmSync(folder, { recursive: true, force: true });
}

async function killed(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}
