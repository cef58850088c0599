import { vi } from "vitest";
import {
  createLatchkeyClient,
  type LatchkeyClient,
  type StoredSession,
  type TokenStorage,
} from "../../../packages/client/src/index.js";
import type { ManualClock } from "../ManualClock.js";
import { createSharedStorage } from "./sharedStorage.js";

/** A step of a schedule: `pick` counts from what came last. */
export type Step =
  | { kind: "refresh" | "use" | "crash"; worker: number }
  /** One thing that is under way goes on: a write to the storage, a request, an answer. */
  | { kind: "proceed" | "lose"; pick: number }
  | Pass;

interface Pass {
  kind: "pass";
  milliseconds: number;
  losesRequests: boolean;
}

interface Task {
  kind: "storage" | "request" | "answer";
  /** Tokens that had been given out when a request was sent. */
  bornAt: number;
  proceed(): unknown;
  lose(): void;
}

/**
 * Workers that share one storage, and a network between them and a real server. Nothing goes on by itself: the storage, the
 * requests and the answers wait until a step of the schedule lets one of them go, whichever it is.
 *
 * The network keeps what docs/why/rotation.md asks of it: an abandoned request arrives within the grace, and before four more
 * tokens have been given out. Answers may come as late as they like.
 */
export class Turmoil {
  readonly workers: LatchkeyClient[] = [];
  private readonly processes = new Map<LatchkeyClient, object>();
  private readonly alive = new Set<object>();
  private readonly tasks: Task[] = [];
  private readonly api: string;
  private readonly clock: ManualClock;
  private readonly storage: ReturnType<typeof createSharedStorage>;
  private tokens = 0;

  constructor(world: { api: string; clock: ManualClock }, stored: StoredSession, workers: number) {
    this.api = world.api;
    this.clock = world.clock;
    this.storage = createSharedStorage(stored);
    for (let index = 0; index < workers; index++) this.workers.push(this.hire());
  }

  async take(step: Step): Promise<void> {
    if ("worker" in step) this.order(step.kind, step.worker);
    else if (step.kind === "pass") await this.pass(step);
    else await this.goOn(step.kind, step.pick);
    await this.settle();
  }

  /** Everything that is under way arrives, until nothing is. */
  async finish(): Promise<void> {
    await this.settle();
    while (this.tasks.length > 0) await this.take({ kind: "proceed", pick: 0 });
    // A client that pauses before its second try goes on too.
    await vi.advanceTimersByTimeAsync(1000);
    if (this.tasks.length > 0) await this.finish();
  }

  /** A process that has just started, with what the others left in the storage. */
  hire(): LatchkeyClient {
    const token = {};
    this.alive.add(token);
    const worker = createLatchkeyClient({
      baseUrl: this.api,
      mode: "tokens",
      storage: this.storageOf(token),
      fetch: (input, init) => this.send(token, new Request(input, init)),
    });
    this.processes.set(worker, token);
    return worker;
  }

  private order(kind: "refresh" | "use" | "crash", index: number): void {
    const at = index % this.workers.length;
    const worker = this.workers[at];
    if (worker === undefined) return;
    if (kind === "crash") {
      worker.close();
      this.alive.delete(this.processes.get(worker) ?? {});
      this.workers[at] = this.hire();
    } else {
      // A failure says nothing; what counts is who is signed in at the end.
      void (kind === "refresh" ? worker.refresh() : worker.profile()).catch(() => {});
    }
  }

  private async goOn(kind: "proceed" | "lose", pick: number): Promise<void> {
    const [task] = this.tasks.splice(-1 - (pick % Math.max(1, this.tasks.length)), 1);
    if (task === undefined) return;
    const isTooOld = task.kind === "request" && this.tokens - task.bornAt > 2;
    if (task.kind !== "storage" && (kind === "lose" || isTooOld)) task.lose();
    else await task.proceed();
  }

  /** No request is under way for as long as a pause takes. The clients' timers ring in it. */
  private async pass({ milliseconds, losesRequests }: Pass): Promise<void> {
    for (const task of this.tasks.filter(({ kind }) => kind === "request")) {
      await this.goOn(losesRequests ? "lose" : "proceed", this.tasks.length - 1 - this.tasks.indexOf(task));
    }
    this.clock.advance(milliseconds);
    await vi.advanceTimersByTimeAsync(milliseconds);
  }

  /** Until nobody can go on without a step. */
  private async settle(): Promise<void> {
    for (let turns = 0; turns < 4; turns++) await new Promise((resolve) => setImmediate(resolve));
  }

  /** Resolves when a step says so; never for a process that has crashed. */
  private wait<Result>(kind: Task["kind"], process: object, act: () => Result | Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.tasks.push({
        kind,
        bornAt: this.tokens,
        proceed: async () => {
          const isAlive = this.alive.has(process);
          // What a dead process has sent is on its way; what it wanted to write is not.
          if (!isAlive && kind === "storage") return;
          const result = await act();
          if (this.alive.has(process)) resolve(result);
        },
        lose: () => this.alive.has(process) && reject(new TypeError("The connection was lost.")),
      });
    });
  }

  private send(process: object, request: Request): Promise<Response> {
    const carry = async () => {
      const response = await this.wait("request", process, async () => {
        // The server does not hear that somebody waits no longer.
        const answer = await fetch(new Request(request.clone(), { signal: null }));
        if (answer.ok && request.url.endsWith("refresh-token")) this.tokens++;
        // Read here, so that it does not depend on the machine how far a client comes in a step.
        return new Response(await answer.text(), answer);
      });
      return this.wait("answer", process, () => response);
    };
    return new Promise((resolve, reject) => {
      request.signal.addEventListener("abort", () => reject(request.signal.reason));
      carry().then(resolve, reject);
    });
  }

  private storageOf(process: object): TokenStorage {
    return {
      get: () => this.wait("storage", process, () => this.storage.get()),
      set: (next) => this.wait("storage", process, () => this.storage.set(next)),
      compareAndSet: (expected, next) =>
        this.wait("storage", process, () => this.storage.compareAndSet(expected, next)),
    };
  }
}
