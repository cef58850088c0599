import { setTimeout as sleep } from "node:timers/promises";
import type { Fate, ProxyInBetween } from "../../http/ProxyInBetween.js";
import type { ManualClock } from "../../ManualClock.js";

type Accident = "nothing" | "request lost" | "answer lost" | "answer cut" | "sent twice" | "copy late" | "slow";

type Send = () => Promise<unknown>;

const WEIGHTS: readonly (readonly [Accident, number])[] = [
  ["nothing", 46],
  ["request lost", 10],
  ["answer lost", 14],
  ["answer cut", 10],
  ["sent twice", 6],
  ["copy late", 6],
  ["slow", 8],
];
const ALL = WEIGHTS.reduce((sum, [, weight]) => sum + weight, 0);

/** So far the server's clock goes on between two pauses, in small steps: together less than D, half of the grace. */
const LONGEST_MOMENT_MS = 2000;
const LONGEST_STEP_MS = 150;
/** A copy may be on its way over one pause of that length: the moments around it and the pause are less than the grace. */
const SHORT_PAUSE_MS = 2000;
const LONGEST_WAIT_MS = 8;

/**
 * A network before a real server that loses, cuts, doubles and delays by a plan: what befalls the nth request follows from
 * the random numbers alone. It keeps what docs/why/rotation.md asks of it: round trips below half of the grace, and no copy of a
 * request that is older than the grace.
 */
export class LossyNetwork {
  /** How often each accident happened. */
  readonly accidents = new Map<Accident, number>();
  readonly #proxy: ProxyInBetween;
  readonly #clock: ManualClock;
  readonly #random: () => number;
  /** Copies that the network holds, of this moment and of the one before. */
  #young: Send[] = [];
  #old: Send[] = [];
  #arriving: Promise<unknown>[] = [];
  #moment = 0;

  constructor(proxy: ProxyInBetween, clock: ManualClock, random: () => number) {
    this.#proxy = proxy;
    this.#clock = clock;
    this.#random = random;
    proxy.follow(() => this.#fate());
  }

  /** Time passes in which nobody sends anything. Copies arrive before it, unless it is short and they are young. */
  async pause(milliseconds: number): Promise<void> {
    const [old, young] = [this.#old, this.#young];
    const isShort = milliseconds <= SHORT_PAUSE_MS;
    [this.#old, this.#young] = [isShort ? young : [], []];
    await this.#arrive(isShort ? old : [...old, ...young]);
    this.#clock.advance(milliseconds);
    this.#moment = 0;
  }

  /** From now on all is well. What is on its way arrives. */
  async calm(): Promise<void> {
    this.#proxy.follow(() => ({}));
    await this.pause(SHORT_PAUSE_MS + 1);
  }

  async #arrive(copies: readonly Send[]): Promise<void> {
    await Promise.all([...this.#arriving.splice(0), ...copies.map((send) => send())]);
  }

  #fate(): Fate {
    const [accident, wait] = [this.#draw(), Math.round(this.#random() * LONGEST_WAIT_MS)];
    this.#accidentHappens(accident);
    this.#passTime(Math.round(this.#random() * LONGEST_STEP_MS));
    switch (accident) {
      case "nothing":
        return {};
      case "request lost":
        return { cut: true };
      case "answer lost":
        return { loseAnswer: true };
      case "answer cut":
        return { cutAnswer: true };
      case "sent twice":
        return { copy: (send) => this.#arriving.push(send()) };
      case "copy late":
        return { copy: (send) => this.#young.push(send) };
      case "slow":
        // Others overtake it. Nothing that is asserted depends on how long it takes.
        return wait % 2 === 0 ? { hold: sleep(wait) } : { delay: sleep(wait) };
    }
  }

  #draw(): Accident {
    let left = this.#random() * ALL;
    for (const [accident, weight] of WEIGHTS) {
      left -= weight;
      if (left < 0) return accident;
    }
    return "nothing";
  }

  #accidentHappens(accident: Accident): void {
    this.accidents.set(accident, (this.accidents.get(accident) ?? 0) + 1);
  }

  #passTime(step: number): void {
    const taken = Math.min(step, LONGEST_MOMENT_MS - this.#moment);
    this.#moment += taken;
    this.#clock.advance(taken);
  }
}
