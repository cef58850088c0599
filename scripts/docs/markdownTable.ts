/** A table of Markdown. The first columns, `texts` of them, are to the left, the others are numbers and to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[], texts = 1): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, column) => (column < texts ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
