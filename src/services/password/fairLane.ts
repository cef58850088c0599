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

export interface FairLane {
  /** Lets a job wait; refuses it, or another one in its place, when there is no room. */
  add(network: string, waiter: Waiter): void;
  /** Takes the next job out, or answers `undefined` when none waits. */
  next(): Waiter | undefined;
}

/**
 * A bounded waiting line that serves networks in turn, each in the order its jobs came. So a network that sends hundreds of
 * jobs waits for its own, and another one waits for one job of each network before it.
 *
 * A full line is no reason to refuse a network that uses less of it than others: then the network with the most waiting jobs
 * loses its latest one. Otherwise a few addresses could fill the line and keep everybody else out.
 */
export function createFairLane(limits: LaneLimits): FairLane {
  /** Networks with waiting jobs, in the order of their turns. */
  const turns = new Map<string, Waiter[]>();
  let length = 0;

  function makeRoom(waitingOfNewcomer: number): boolean {
    const [first = [], ...others] = turns.values();
    const longest = others.reduce((most, waiters) => (waiters.length > most.length ? waiters : most), first);
    // With one job more, the newcomer's network would only change places with the one that lost.
    if (longest.length <= waitingOfNewcomer + 1) return false;
    longest.pop()?.refuse();
    length -= 1;
    return true;
  }

  return {
    add: (network, waiter) => {
      const own = turns.get(network) ?? [];
      const hasRoom = own.length < limits.perNetwork && (length < limits.size || makeRoom(own.length));
      if (!hasRoom) return waiter.refuse();
      own.push(waiter);
      turns.set(network, own);
      length += 1;
    },
    next: () => {
      const [first] = turns;
      if (first === undefined) return undefined;
      const [network, waiters] = first;
      const waiter = waiters.shift();
      turns.delete(network);
      if (waiters.length > 0) turns.set(network, waiters);
      length -= 1;
      return waiter;
    },
  };
}
