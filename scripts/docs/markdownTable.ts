/** A table of Markdown. The first `texts` columns are aligned left; the others hold numbers and are aligned right. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  texts: number = head.length,
): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  const rule = `| ${head.map((_, column) => (column < texts ? "---" : "---:")).join(" | ")} |`;
  return [line(head), rule, ...rows.map(line)].join("\n");
}

/** Outside of code a `<` would begin a tag, but for a line break, and everywhere a bar would end the cell. */
function cell(text: string): string {
  return text.replaceAll(/(?<!\\)\|/g, "\\|").replaceAll(/(?<!\\|`[^`]*)<(?!br>)/g, "\\<");
}
