import { count } from "../../../proofs/report/count.js";
import type { Figures } from "../../../proofs/report/figures.js";
import { invariantRows } from "../../../proofs/report/perInvariant.js";
import { WORLDS } from "../../../proofs/worlds.js";
import { markdownTable } from "../markdownTable.js";

export function worldTable({ worlds, states, seconds: cpuSeconds }: Figures): string {
  const rows = worlds.map(({ name, states, steps, depth, seconds }) => {
    const about = WORLDS.find((world) => world.name === name)?.about ?? "";
    return [`\`${name}\``, about, count(states), count(steps), String(depth), String(seconds)];
  });
  const head = ["world", "", "states", "steps", "depth", "seconds"];
  return `${count(states)} states. Seconds are those of one core; there were ${count(cpuSeconds)} in all.\n\n${markdownTable(head, rows, 2)}`;
}

export function invariantTable({ invariants }: Figures): string {
  const asked = invariants.filter(({ checks }) => checks > 0);
  const head = ["no.", "invariant", "checks", "worlds", "states", "depth", "seconds"];
  return markdownTable(head, invariantRows(asked), 2);
}
