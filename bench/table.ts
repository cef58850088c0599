/** Rows of cells in columns: the first to the left, the others to the right. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (row: readonly string[]) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)));
  return `${rows.map((row) => line(row).join("  ")).join("\n")}\n`;
}

export function ms(value: number): string {
  return `${value.toFixed(2)} ms`;
}

export function times(ratio: number): string {
  return `${ratio.toFixed(2)}x`;
}
