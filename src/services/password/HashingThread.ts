import type { Worker } from "node:worker_threads";
import type { HashFunctions } from "./HashFunctions.js";

/** What a thread is asked. It has the password in it, so it must never be part of an error or a log line. */
export interface HashCall<Name extends keyof HashFunctions = keyof HashFunctions> {
  readonly name: Name;
  readonly args: Parameters<HashFunctions[Name]>;
}

export type FromHashingThread =
  /** Its modules are loaded. It comes once, first. */
  | { readonly kind: "ready"; readonly hasLowPriority: boolean }
  | { readonly kind: "result"; readonly result: unknown }
  /** The function threw. */
  | { readonly kind: "failed"; readonly error: unknown };

interface Waiter {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** One thread, which computes one thing at a time. It keeps the process alive only while somebody waits for it. */
export class HashingThread {
  readonly #worker: Worker;
  #waiter: Waiter | null = null;
  #cause: unknown;
  #hasLowPriority = false;

  /** `onEnd` is called once, when the thread has ended for whatever reason. */
  constructor(worker: Worker, onEnd: (thread: HashingThread) => void) {
    this.#worker = worker;
    worker.on("message", (message: FromHashingThread) => this.#settle(message));
    // Without a listener the host process would end. An exit follows.
    worker.on("error", (error) => {
      this.#cause = error;
    });
    worker.on("exit", () => {
      onEnd(this);
      const error = new Error("A hashing thread ended before it answered.", { cause: this.#cause });
      this.#settle({ kind: "failed", error });
    });
  }

  /** Resolves when the thread can compute. Rejects when it cannot load its modules. */
  async load(): Promise<void> {
    await this.#wait();
  }

  /** Rejects when the function throws, and when the thread ends before it has answered. */
  compute(call: HashCall): Promise<unknown> {
    this.#worker.postMessage(call);
    return this.#wait();
  }

  /** Whether hashes give way to requests. */
  hasLowPriority(): boolean {
    return this.#hasLowPriority;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  #wait(): Promise<unknown> {
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
  }

  #settle(message: FromHashingThread): void {
    const waiter = this.#waiter;
    this.#waiter = null;
    this.#worker.unref();
    if (message.kind === "ready") this.#hasLowPriority = message.hasLowPriority;
    if (message.kind === "failed") waiter?.reject(message.error);
    else waiter?.resolve(message.kind === "result" ? message.result : undefined);
  }
}
