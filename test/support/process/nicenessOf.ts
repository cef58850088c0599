import { readdirSync, readFileSync } from "node:fs";

/** The field `nice` of proc_pid_stat(5), counted after the program's name, which may contain spaces. */
const NICE = 16;

/** The niceness of each thread of a process, by its id. Linux only. */
export function nicenessOf(pid: number | undefined): Map<number, number> {
  const tasks = `/proc/${pid}/task`;
  return new Map(
    readdirSync(tasks).map((thread) => {
      const stat = readFileSync(`${tasks}/${thread}/stat`, "utf8");
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return [Number(thread), Number(fields[NICE])];
    }),
  );
}
