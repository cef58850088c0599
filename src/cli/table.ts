// Names and user agents come from clients. Control characters, C1 and text direction characters would control the terminal.
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

const GAP = "  ";

type Cell = string | number | null;

/** A table with aligned columns. */
export function renderTable(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const lines = [headings, ...rows.map((row) => row.map(printable))];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines.map((line) => `${alignLine(line, widths)}\n`).join("");
}

/** A list with one `name: value` per line. */
export function renderFacts(facts: readonly (readonly [string, Cell])[]): string {
  const lines = facts.map(([name, value]) => [`${name}:`, printable(value)]);
  const widths = [Math.max(...lines.map(([name = ""]) => name.length)), 0];
  return lines.map((line) => `${alignLine(line, widths)}\n`).join("");
}

/** A text without control characters; a dash if it is empty. */
export function printable(cell: Cell): string {
  return cell === null || cell === "" ? "-" : String(cell).replaceAll(UNPRINTABLE, "\u{fffd}");
}

function alignLine(line: readonly string[], widths: readonly number[]): string {
  return line
    .map((cell, column) => cell.padEnd(widths[column] ?? 0))
    .join(GAP)
    .trimEnd();
}
