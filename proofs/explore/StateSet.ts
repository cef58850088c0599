/**
 * The states that were seen, by two 32-bit hashes of each. Two states that collide in both would be taken for one: for n states
 * the chance that it happened anywhere is about n² / 2^65, which `prove` prints.
 */
export class StateSet {
  #high: Uint32Array;
  #low: Uint32Array;
  #mask: number;
  size = 0;

  constructor(capacity = 1 << 16) {
    this.#high = new Uint32Array(capacity);
    this.#low = new Uint32Array(capacity);
    this.#mask = capacity - 1;
  }

  /** Whether the state is new. */
  add(bytes: Uint8Array): boolean {
    const [high, low] = hashOf(bytes);
    if (!this.#insert(high, low)) return false;
    this.size += 1;
    if (this.size * 2 > this.#mask) this.#grow();
    return true;
  }

  #insert(high: number, low: number): boolean {
    let at = low & this.#mask;
    for (;;) {
      const [foundHigh, foundLow] = [this.#high[at], this.#low[at]];
      if (foundHigh === 0 && foundLow === 0) break;
      if (foundHigh === high && foundLow === low) return false;
      at = (at + 1) & this.#mask;
    }
    this.#high[at] = high;
    this.#low[at] = low;
    return true;
  }

  #grow(): void {
    const [high, low] = [this.#high, this.#low];
    const capacity = high.length * 2;
    this.#high = new Uint32Array(capacity);
    this.#low = new Uint32Array(capacity);
    this.#mask = capacity - 1;
    high.forEach((value, at) => {
      const other = low[at] ?? 0;
      if (value !== 0 || other !== 0) this.#insert(value, other);
    });
  }
}

/** Two multiplicative hashes with different constants, mixed at the end as MurmurHash3 does. Never both 0. */
function hashOf(bytes: Uint8Array): [number, number] {
  let high = 0x9747b28c;
  let low = 0x85ebca6b;
  for (const byte of bytes) {
    high = Math.imul(high ^ byte, 0x01000193);
    high ^= high >>> 15;
    low = Math.imul(low ^ byte, 0x5bd1e995);
    low ^= low >>> 13;
  }
  return [mixed(high ^ bytes.length), mixed(low) || 1];
}

function mixed(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
