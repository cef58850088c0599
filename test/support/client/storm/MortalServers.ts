import { setTimeout as sleep } from "node:timers/promises";
import { startVictim, type Victim } from "../../faults/kills/startVictim.js";
import type { VictimSetup } from "../../faults/kills/victimMessages.js";

const LONGEST_LIFE_MS = 300;

/** Two server processes on one database, each killed at a random moment after it began to listen, and started again. */
export class MortalServers {
  readonly #file: string;
  readonly #setup: Omit<VictimSetup, "now" | "takesOver">;
  readonly #alive = new Set<Victim>();
  readonly #waiting: (() => void)[] = [];
  #now: number;
  #left: number;
  kills = 0;

  constructor(file: string, setup: Omit<VictimSetup, "now" | "takesOver">, now: number, kills: number) {
    this.#file = file;
    this.#setup = setup;
    this.#now = now;
    this.#left = kills;
  }

  /** Resolves when all the kills have happened; then both live on. */
  async run(): Promise<void> {
    await Promise.all([this.#slot(), this.#slot()]);
  }

  /** Where some server listens that was not killed yet, as far as anybody knows. Waits for one. */
  async pick(): Promise<string> {
    for (;;) {
      const alive = [...this.#alive];
      const victim = alive[Math.floor(Math.random() * alive.length)];
      if (victim !== undefined) return victim.api;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Moves the time of all of them. Call it while no browser's request is under way: for a retrying client any delay is right. */
  async setTime(now: number): Promise<void> {
    this.#now = now;
    await Promise.all([...this.#alive].map((victim) => victim.setTime(now)));
  }

  async close(): Promise<void> {
    this.#left = 0;
    await Promise.all([...this.#alive].map((victim) => victim.kill()));
  }

  async #slot(): Promise<void> {
    for (;;) {
      const victim = await this.#start();
      if (this.#left <= 0) return;
      this.#left -= 1;
      await sleep(Math.random() * LONGEST_LIFE_MS);
      // What is under way to it breaks off; nobody asks it any more.
      const gone = victim.kill();
      this.#alive.delete(victim);
      await gone;
      this.kills += 1;
    }
  }

  async #start(): Promise<Victim> {
    const victim = await startVictim(this.#file, { ...this.#setup, now: this.#now, takesOver: true });
    // The time may have moved while it started.
    await victim.setTime(this.#now);
    this.#alive.add(victim);
    for (const wake of this.#waiting.splice(0)) wake();
    return victim;
  }
}
