import { execFileSync } from "node:child_process";

/** Has the system forget what it holds of a file in memory, so that the next reads come from the disk. */
export function evict(path: string): void {
  // GNU dd without anything to copy: POSIX_FADV_DONTNEED for the whole file, after what is not on the disk got there.
  const whole = ["oflag=nocache", "conv=notrunc,fdatasync", "count=0", "status=none"];
  execFileSync("dd", ["if=/dev/null", `of=${path}`, ...whole]);
}

/** Has the system hold a file in memory, as far as there is room. */
export function readThrough(path: string): void {
  execFileSync("dd", [`if=${path}`, "of=/dev/null", "bs=1M", "status=none"]);
}
