import type { NodeRun } from "../../../bench/compare/results.js";
import { scenarioOf } from "./goals.js";

const WIDTH = 760;
const LEFT = 230;
const RIGHT = 70;
const ROW = 26;
const TITLE = 40;

/** docs/images/performance.svg: the CPU of one request, a bar for each side. */
export function renderPerformanceChart(run: NodeRun): string {
  const parts = ["verify", "refresh"].map((name) => scenarioOf(run, name));
  let top = 0;
  const groups = parts.map(({ title, contenders }) => {
    const most = Math.max(...contenders.map(({ cpu }) => cpu));
    const bars = contenders.map(({ name, cpu }, row) => {
      const y = top + TITLE + row * ROW;
      const width = Math.max(1, ((WIDTH - LEFT - RIGHT) * cpu) / most);
      const fill = name.startsWith("Latchkey") ? "#0f766e" : "#94a3b8";
      return [
        text(LEFT - 8, y + 14, name, "end"),
        `<rect x="${LEFT}" y="${y}" width="${width.toFixed(1)}" height="18" rx="2" fill="${fill}"/>`,
        text(Number((LEFT + width + 6).toFixed(1)), y + 14, cpu.toFixed(0), "start"),
      ].join("\n");
    });
    const heading = text(
      LEFT,
      top + 24,
      `${title}: CPU microseconds of a request, Node ${run.node}`,
      "start",
      ' font-weight="600"',
    );
    top += TITLE + contenders.length * ROW + 12;
    return [heading, ...bars].join("\n");
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" font-family="sans-serif" font-size="13" role="img" aria-label="CPU microseconds of a request">
<rect width="${WIDTH}" height="${top}" fill="#ffffff"/>
${groups.join("\n")}
</svg>
`;
}

function text(x: number, y: number, content: string, anchor: "start" | "end", more = ""): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="#0f172a"${more}>${content}</text>`;
}
