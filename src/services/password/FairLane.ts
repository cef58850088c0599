/** A job that waits for its turn. Exactly one of the two is called, once. */
export interface Waiter {
  admit(): void;
  refuse(): void;
}

export interface LaneLimits {
  /** How many jobs may wait. */
  readonly size: number;
  /** How many of them may come from one network. */
  readonly perNetwork: number;
}

/**
 * A bounded queue that serves networks in turn, each in the order in which its jobs came. A network that sends hundreds of jobs
 * waits for its own; another one waits for one job of each network before it.
 *
 * A full queue does not refuse a network that uses less of it than others: the network with the most waiting jobs loses its
 * latest one instead. Otherwise a few addresses could fill the queue and keep everybody else out.
 */
export class FairLane {
  readonly #limits: LaneLimits;
  /** Networks with waiting jobs, in the order of their turns. */
  readonly #waiting = new Map<string, Waiter[]>();
  #length = 0;

  constructor(limits: LaneLimits) {
    this.#limits = limits;
  }

  /** Lets a job wait. Without room, it refuses this job or another one in its place. */
  add(network: string, waiter: Waiter): void {
    const { size, perNetwork } = this.#limits;
    const own = this.#waiting.get(network) ?? [];
    const hasRoom = own.length < perNetwork && (this.#length < size || this.#makeRoom(own.length));
    if (!hasRoom) {
      waiter.refuse();
      return;
    }
    own.push(waiter);
    this.#waiting.set(network, own);
    this.#length += 1;
  }

  /** Removes the next job from the queue; `undefined` when none waits. */
  next(): Waiter | undefined {
    const [first] = this.#waiting;
    if (first === undefined) return undefined;
    const [network, waiters] = first;
    const waiter = waiters.shift();
    this.#waiting.delete(network);
    if (waiters.length > 0) this.#waiting.set(network, waiters);
    this.#length -= 1;
    return waiter;
  }

  #makeRoom(newcomersOwn: number): boolean {
    const [first = [], ...others] = this.#waiting.values();
    const longest = others.reduce((most, waiters) => (waiters.length > most.length ? waiters : most), first);
    // With one more job, the newcomer's network would only change places with the one that lost a job.
    if (longest.length <= newcomersOwn + 1) return false;
    longest.pop()?.refuse();
    this.#length -= 1;
    return true;
  }
}
