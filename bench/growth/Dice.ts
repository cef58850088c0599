import { hash } from "node:crypto";

/** Chance that falls the same way every time: a record can be made again from its number, wherever it is needed. */
export class Dice {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(seed: string) {
    this.#bytes = hash("sha512", seed, "buffer");
  }

  /** A number from 0 up to, but without, 1. */
  share(): number {
    return this.#take(4).readUInt32BE() / 2 ** 32;
  }

  below(limit: number): number {
    return Math.floor(this.share() * limit);
  }

  oneIn(count: number): boolean {
    return this.below(count) === 0;
  }

  pick<T>(items: readonly [T, ...T[]]): T {
    return items[this.below(items.length)] ?? items[0];
  }

  #take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new Error("The dice have fallen too often.");
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

/** Bytes that only their seed tells, as text: what a salt or a hash looks like. */
export function noise(seed: string, length: number): string {
  return hash("sha512", seed, "buffer").subarray(0, length).toString("base64url");
}
