import { ApiError } from "../../utils/ApiError.js";
import { subscriberOf } from "../../utils/ipAddress.js";
import { Events } from "../events/index.js";
import { FairLane, type LaneLimits, type Waiter } from "./FairLane.js";

/**
 * Who waits for a hash. `priority` is for clients with something that no stranger has: a device cookie of this account, a
 * session, a link from an email. Everybody else is `ordinary`, whether or not the account exists, so that the time in the queue
 * does not show which accounts exist.
 */
export interface HashRequester {
  readonly lane: "priority" | "ordinary";
  /** The client's address; the queue counts by the widest network of a subscriber. */
  readonly ip: string | null;
}

export const HASHING_LANES = ["priority", "ordinary"] as const satisfies HashRequester["lane"][];

/** After this many priority jobs in a row, an ordinary one runs: a full priority lane does not stop the other one. */
const MAX_PRIORITY_IN_A_ROW = 3;

/**
 * Runs expensive jobs a few at a time and lets a bounded number wait.
 *
 * As many jobs as cores keep the processor busy; many more would only take memory. A job without room is refused at once with 503 OVERLOADED, because a
 * sign-in that waits for many seconds helps nobody.
 */
export class HashingQueue {
  readonly #concurrency: () => number;
  readonly #lanes: Readonly<Record<HashRequester["lane"], FairLane>>;
  readonly #events: Events;
  #running = 0;
  #priorityInARow = 0;

  /** @param limits.concurrency asked again for each job, @param limits.lane the bounds of each of the two lanes */
  constructor(limits: { concurrency: () => number; lane: LaneLimits }, events: Events = new Events()) {
    this.#concurrency = limits.concurrency;
    this.#lanes = { priority: new FairLane(limits.lane), ordinary: new FairLane(limits.lane) };
    this.#events = events;
  }

  /** Throws OVERLOADED when the requester's lane, or the share of the requester's network, is full. */
  async run<T>(job: () => Promise<T>, requester: HashRequester): Promise<T> {
    const events = this.#events;
    events.emit("hash.queued", { job, lane: requester.lane });
    try {
      await this.#enter(requester);
    } catch (error) {
      events.emit("hash.refused", { job, error });
      throw error;
    }
    events.emit("hash.started", { job });
    let failure: unknown = null;
    try {
      return await job();
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      this.#leave();
      events.emit("hash.ended", { job, error: failure });
    }
  }

  #enter({ lane, ip }: HashRequester): Promise<void> {
    return new Promise((admit, reject) => {
      const refuse = () => reject(new ApiError("OVERLOADED", { retryAfterSeconds: 2 }));
      this.#lanes[lane].add(subscriberOf(ip), { admit, refuse });
      this.#admitWaiters();
    });
  }

  #leave(): void {
    this.#running -= 1;
    this.#admitWaiters();
  }

  #admitWaiters(): void {
    while (this.#running < this.#concurrency()) {
      const next = this.#nextWaiter();
      if (next === undefined) return;
      this.#running += 1;
      next.admit();
    }
  }

  #nextWaiter(): Waiter | undefined {
    const { priority, ordinary } = this.#lanes;
    const overdue = this.#priorityInARow < MAX_PRIORITY_IN_A_ROW ? undefined : ordinary.next();
    const preferred = overdue === undefined ? priority.next() : undefined;
    this.#priorityInARow = preferred === undefined ? 0 : this.#priorityInARow + 1;
    return overdue ?? preferred ?? ordinary.next();
  }
}
