import { readdirSync, readFileSync } from "node:fs";

/**
 * The CPU time that the threads of a process and of its children have used so far, in microseconds. The kernel's own count,
 * to the nanosecond: the times in /proc/<pid>/stat are in ticks of 10 ms, a tenth of what a short turn takes.
 */
export function cpuMicroseconds(pid: number): number {
  const nanoseconds = familyOf(pid).flatMap((member) =>
    readdirSync(`/proc/${member}/task`).map((thread) =>
      Number(readFileSync(`/proc/${member}/task/${thread}/schedstat`, "utf8").split(" ", 1)[0]),
    ),
  );
  return sum(nanoseconds) / 1000;
}

/** The most memory that a process and each of its children have held so far, in megabytes. */
export function peakMegabytes(pid: number): number {
  return sum(familyOf(pid).map((member) => megabytes(member, "VmHWM")));
}

/** The memory that a process and its children hold now, in megabytes. */
export function residentMegabytes(pid: number): number {
  return sum(familyOf(pid).map((member) => megabytes(member, "VmRSS")));
}

/** The process itself, and its workers when it has some. */
function familyOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim();
  return [pid, ...(children === "" ? [] : children.split(" ").map(Number))];
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function megabytes(pid: number, field: string): number {
  const line = readFileSync(`/proc/${pid}/status`, "utf8")
    .split("\n")
    .find((one) => one.startsWith(`${field}:`));
  return Number(/(\d+) kB/.exec(line ?? "")?.[1]) / 1024;
}
