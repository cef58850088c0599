// Names and programs come from strangers. A terminal obeys control characters, C1 ones and directions of writing too.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const GAP = "  ";

type Cell = string | number | null;

/** Rows below their headings, each column as wide as its widest cell. */
export function renderTable(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [headings, ...rows.map((row) => row.map(printable))];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => `${alignLine(line, widths)}\n`).join("");
}

/** One fact a line. */
export function renderFacts(facts: readonly (readonly [string, Cell])[]): string {
  const lines = facts.map(([name, value]) => [`${name}:`, printable(value)]);
  const widths = [Math.max(...lines.map(([name = ""]) => name.length)), 0];
  return lines.map((line) => `${alignLine(line, widths)}\n`).join("");
}

/** A text without what a terminal would obey; a dash for nothing. */
export function printable(cell: Cell): string {
  return cell === null || cell === "" ? "-" : String(cell).replaceAll(UNPRINTABLE, "\u{fffd}");
}

function alignLine(line: readonly string[], widths: readonly number[]): string {
  return line
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join(GAP)
    .trimEnd();
}
