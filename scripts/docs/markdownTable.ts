/** A table of Markdown: the first columns to the left, as many as are texts, the others to the right. */
export function markdownTable(head: readonly string[], rows: readonly (readonly string[])[], texts = 1): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, column) => (column < texts ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}
