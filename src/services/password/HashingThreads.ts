import type { Worker } from "node:worker_threads";
import type { Events } from "../events/index.js";
import { type HashFunctions, libuvHashFunctions } from "./HashFunctions.js";
import { HashingThread } from "./HashingThread.js";

type Result<Name extends keyof HashFunctions> = Awaited<ReturnType<HashFunctions[Name]>>;
type Functions = {
  [Name in keyof HashFunctions]: (...args: Parameters<HashFunctions[Name]>) => Promise<Result<Name>>;
};

/**
 * Computes in threads of its own, at a lower priority than requests (hashInThread.ts). A process that hashes nothing has none:
 * the first hash starts the first thread, and there are as many as were needed at once, which the hashing queue bounds.
 *
 * Where no thread can be started, libuv's pool computes instead. The bundle of an app may lack the program of a thread, and no
 * sign-in may fail because of how the app was built.
 */
export class HashingThreads implements HashFunctions {
  readonly #startThread: () => Promise<Worker>;
  readonly #events: Pick<Events, "emit">;
  readonly #threads = new Set<HashingThread>();
  readonly #idle = new Set<HashingThread>();
  readonly #running = new Set<Promise<unknown>>();
  #isUsable = true;

  constructor(startThread: () => Promise<Worker>, events: Pick<Events, "emit">) {
    this.#startThread = startThread;
    this.#events = events;
  }

  argon2Hash(...args: Parameters<HashFunctions["argon2Hash"]>): Promise<string> {
    return this.#run("argon2Hash", args);
  }

  argon2Verify(...args: Parameters<HashFunctions["argon2Verify"]>): Promise<boolean> {
    return this.#run("argon2Verify", args);
  }

  bcryptCompare(...args: Parameters<HashFunctions["bcryptCompare"]>): Promise<boolean> {
    return this.#run("bcryptCompare", args);
  }

  pbkdf2(...args: Parameters<HashFunctions["pbkdf2"]>): Promise<Uint8Array> {
    return this.#run("pbkdf2", args);
  }

  scrypt(...args: Parameters<HashFunctions["scrypt"]>): Promise<Uint8Array> {
    return this.#run("scrypt", args);
  }

  /** Whether hashes give way to requests. Unknown, and so `false`, before the first hash. */
  haveLowPriority(): boolean {
    return this.#isUsable && [...this.#threads].some((thread) => thread.hasLowPriority());
  }

  /** Ends the threads after their last answers. What is asked later is computed by libuv's pool. */
  async close(): Promise<void> {
    this.#isUsable = false;
    await Promise.allSettled(this.#running);
    await Promise.all([...this.#threads].map((thread) => thread.end()));
  }

  #run<Name extends keyof HashFunctions>(name: Name, args: Parameters<HashFunctions[Name]>): Promise<Result<Name>> {
    const running = this.#compute(name, args).finally(() => this.#running.delete(running));
    this.#running.add(running);
    return running;
  }

  async #compute<Name extends keyof HashFunctions>(
    name: Name,
    args: Parameters<HashFunctions[Name]>,
  ): Promise<Result<Name>> {
    const thread = this.#isUsable ? await this.#take() : null;
    if (thread === null) return (libuvHashFunctions as Functions)[name](...args);
    try {
      return (await thread.compute({ name, args })) as Result<Name>;
    } finally {
      if (this.#threads.has(thread)) this.#idle.add(thread);
    }
  }

  /** An idle thread, else a new one; `null` when none can be started. */
  async #take(): Promise<HashingThread | null> {
    const [idle] = this.#idle;
    if (idle !== undefined) {
      this.#idle.delete(idle);
      return idle;
    }
    try {
      const thread = new HashingThread(await this.#startThread(), (ended) => this.#forget(ended));
      this.#threads.add(thread);
      await thread.load();
      return thread;
    } catch (error) {
      if (this.#isUsable) this.#events.emit("hash.threadsUnavailable", { error });
      this.#isUsable = false;
      return null;
    }
  }

  #forget(thread: HashingThread): void {
    this.#threads.delete(thread);
    this.#idle.delete(thread);
  }
}
