import { readdirSync, readFileSync } from "node:fs";

/**
 * The CPU time that the threads of a process have used so far, in microseconds. The kernel's own count, to the nanosecond:
 * the times in /proc/<pid>/stat are in ticks of 10 ms, a tenth of what a short turn takes.
 */
export function cpuMicroseconds(pid: number): number {
  const nanoseconds = readdirSync(`/proc/${pid}/task`).map((thread) => {
    return Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, "utf8").split(" ", 1)[0]);
  });
  return nanoseconds.reduce((sum, time) => sum + time, 0) / 1000;
}

/** The most memory that a process has held so far, in megabytes. */
export function peakMegabytes(pid: number): number {
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(peak) / 1024;
}
