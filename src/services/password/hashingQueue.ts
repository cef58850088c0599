import { ApiError } from "../../utils/ApiError.js";
import { subscriberOf } from "../../utils/ipAddress.js";
import { createFairLane, type LaneLimits, type Waiter } from "./fairLane.js";

/**
 * Who waits for a hash. `priority` is for those who have shown what no stranger has: a device cookie of this account, a session,
 * a link from the mailbox. Everybody else is `ordinary`, whether or not the account exists, so that a wait says nothing
 * about accounts.
 */
export interface HashRequester {
  readonly lane: "priority" | "ordinary";
  /** The client's address; the queue counts by the widest network of a subscriber. */
  readonly ip: string | null;
}

/** Runs costly jobs a few at a time and lets a bounded number wait. */
export interface HashingQueue {
  /** Throws OVERLOADED when the requester's lane, or the share of the requester's network, is full. */
  run<T>(job: () => Promise<T>, requester: HashRequester): Promise<T>;
}

export const HASHING_LANES = ["priority", "ordinary"] as const satisfies HashRequester["lane"][];

/** After as many in a row it is the turn of an ordinary one, so that a full priority lane does not stop the other. */
const PRIORITY_IN_A_ROW = 3;

/**
 * Hashing runs on libuv's thread pool, which file system, DNS and other crypto share. As many jobs as cores keep the
 * processor busy; more would only starve every other request. What finds no room is answered at once with 503 OVERLOADED,
 * because a sign-in that would wait for many seconds helps nobody.
 *
 * @param limits.lane the bounds of each of the two lanes
 */
export function createHashingQueue(limits: { concurrency: number; lane: LaneLimits }): HashingQueue {
  const lanes = { priority: createFairLane(limits.lane), ordinary: createFairLane(limits.lane) };
  let running = 0;
  let priorityInARow = 0;

  async function enter({ lane, ip }: HashRequester): Promise<void> {
    if (running < limits.concurrency) {
      running += 1;
      return;
    }
    await new Promise<void>((admit, reject) => {
      const refuse = () => reject(new ApiError("OVERLOADED", { retryAfterSeconds: 2 }));
      lanes[lane].add(subscriberOf(ip), { admit, refuse });
    });
  }

  function leave(): void {
    const next = nextWaiter();
    // The place goes straight to the next job; `running` counts it on.
    if (next === undefined) running -= 1;
    else next.admit();
  }

  function nextWaiter(): Waiter | undefined {
    const ordinary = priorityInARow < PRIORITY_IN_A_ROW ? undefined : lanes.ordinary.next();
    const priority = ordinary === undefined ? lanes.priority.next() : undefined;
    priorityInARow = priority === undefined ? 0 : priorityInARow + 1;
    return ordinary ?? priority ?? lanes.ordinary.next();
  }

  return {
    run: async (job, requester) => {
      await enter(requester);
      try {
        return await job();
      } finally {
        leave();
      }
    },
  };
}
