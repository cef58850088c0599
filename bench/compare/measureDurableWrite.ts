import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spread } from "../statistics.js";
import type { Spread } from "./results.js";

const WRITES = 300;
// What a page of SQLite's write-ahead log takes, with the head of its frame.
const FRAME = Buffer.alloc(4096 + 24, 1);

/** The floor of a durable answer: appends one frame to a file and waits for the disk, again and again. */
export function measureDurableWrite(): Spread {
  const folder = mkdtempSync(join(tmpdir(), "latchkey-bench-"));
  const file = openSync(join(folder, "log"), "w");
  const times: number[] = [];
  for (let count = 0; count < WRITES; count += 1) {
    const start = performance.now();
    writeSync(file, FRAME);
    fdatasyncSync(file);
    times.push(performance.now() - start);
  }
  closeSync(file);
  rmSync(folder, { recursive: true });
  return spread(times);
}
