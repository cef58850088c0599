/** How many statements run at once: while the answer of one is on its way, the next can be read. */
const MAX_RUNNING = 2;
/** A statement with more keys would keep the others waiting. */
const MAX_KEYS = 500;

type Values = readonly unknown[];

interface Reader {
  readonly key: string;
  resolve(values: Values | null): void;
  reject(error: unknown): void;
}

/**
 * Reads rows by a key. While statements run, the reads that arrive wait, and are then sent in one, which costs both sides little more
 * than a single one; when nothing runs, a read is sent at once. Each read is sent after it was asked for, so it sees every write that
 * was answered before.
 */
export class ReadsTogether {
  readonly #rowsOf: (keys: readonly string[]) => Promise<readonly Values[]>;
  readonly #keyAt: number;
  #waiting: Reader[] = [];
  #running = 0;

  /** `rowsOf` finds the rows of any number of keys, in any order; `keyAt` is the place of the key among the values of a row. */
  constructor(rowsOf: (keys: readonly string[]) => Promise<readonly Values[]>, keyAt: number) {
    this.#rowsOf = rowsOf;
    this.#keyAt = keyAt;
  }

  /** The values of the row, or `null`. */
  read(key: string): Promise<Values | null> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ key, resolve, reject });
      if (this.#running < MAX_RUNNING) void this.#send();
    });
  }

  async #send(): Promise<void> {
    this.#running += 1;
    while (this.#waiting.length > 0) await this.#answer(this.#waiting.splice(0, MAX_KEYS));
    this.#running -= 1;
  }

  async #answer(readers: readonly Reader[]): Promise<void> {
    try {
      const rows = await this.#rowsOf([...new Set(readers.map(({ key }) => key))]);
      const byKey = new Map(rows.map((values) => [values[this.#keyAt], values]));
      for (const { key, resolve } of readers) resolve(byKey.get(key) ?? null);
    } catch (error) {
      for (const { reject } of readers) reject(error);
    }
  }
}
