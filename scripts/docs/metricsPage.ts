import { createMetrics, createPoolMetrics } from "../../src/telemetry/index.js";
import type { Parts } from "./fillPage.js";
import { markdownTable } from "./markdownTable.js";

type Descriptions = ReturnType<typeof createMetrics>["descriptions"];

/** Every metric, in the order of the registry. */
export function metricsParts(): Parts {
  return { metrics: tableOf(createMetrics().descriptions), workers: tableOf(createPoolMetrics().descriptions) };
}

function tableOf(descriptions: Descriptions): string {
  const rows = descriptions.map(({ name, type, help, labelNames }) => [
    `\`${name}\``,
    type,
    labelNames.map((label) => `\`${label}\``).join(", "),
    help,
  ]);
  return markdownTable(["metric", "type", "labels", "meaning"], rows);
}
