const CHUNK = 1 << 22;

/** A queue of byte strings in few large pieces: millions of small arrays would drown the garbage collector. */
export class Frontier {
  #chunks: Uint8Array[] = [];
  #filled: number[] = [];
  size = 0;

  push(bytes: Uint8Array): void {
    const needed = bytes.length + 2;
    let last = this.#chunks.length - 1;
    if (last < 0 || (this.#filled[last] ?? 0) + needed > CHUNK) {
      this.#chunks.push(new Uint8Array(CHUNK));
      this.#filled.push(0);
      last += 1;
    }
    const chunk = this.#chunks[last];
    const at = this.#filled[last] ?? 0;
    if (chunk === undefined) return;
    chunk[at] = bytes.length & 255;
    chunk[at + 1] = bytes.length >> 8;
    chunk.set(bytes, at + 2);
    this.#filled[last] = at + needed;
    this.size += 1;
  }

  /** Empties the queue in the order in which it was filled. */
  *drain(): Generator<Uint8Array> {
    const [chunks, filled] = [this.#chunks, this.#filled];
    this.#chunks = [];
    this.#filled = [];
    this.size = 0;
    for (const [index, chunk] of chunks.entries()) {
      const end = filled[index] ?? 0;
      for (let at = 0; at < end; ) {
        const length = (chunk[at] ?? 0) + (chunk[at + 1] ?? 0) * 256;
        yield chunk.subarray(at + 2, at + 2 + length);
        at += 2 + length;
      }
    }
  }
}
