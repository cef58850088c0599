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
  return megabytes(pid, "VmHWM");
}

/** The memory that a process holds now, in megabytes. */
export function residentMegabytes(pid: number): number {
  return megabytes(pid, "VmRSS");
}

function megabytes(pid: number, field: string): number {
  const line = readFileSync(`/proc/${pid}/status`, "utf8")
    .split("\n")
    .find((one) => one.startsWith(`${field}:`));
  return Number(/(\d+) kB/.exec(line ?? "")?.[1]) / 1024;
}
