import { count } from "../../../proofs/report/count.js";
import type { Figures } from "../../../proofs/report/figures.js";
import { invariantRows } from "../../../proofs/report/perInvariant.js";
import { WORLDS } from "../../../proofs/worlds.js";

export function worldTable({ worlds, states, seconds: cpuSeconds }: Figures): string {
  const rows = worlds.map(({ name, states, steps, depth, seconds }) => {
    const about = WORLDS.find((world) => world.name === name)?.about ?? "";
    return [`\`${name}\``, about, count(states), count(steps), String(depth), String(seconds)];
  });
  const head = ["world", "", "states", "steps", "depth", "seconds"];
  return `${count(states)} states. Seconds are those of one core; there were ${count(cpuSeconds)} in all.\n\n${table(head, rows)}`;
}

export function invariantTable({ invariants }: Figures): string {
  const asked = invariants.filter(({ checks }) => checks > 0);
  return table(["no.", "invariant", "checks", "worlds", "states", "depth", "seconds"], invariantRows(asked));
}

/** The first two columns of any table here are texts, the others numbers. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, column) => (column < 2 ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
