import { Counter, Gauge, Histogram, Registry } from "prom-client";

/** A metric as docs/reference/metrics.md shows it. */
export interface MetricDescription {
  readonly type: "counter" | "gauge" | "histogram";
  readonly name: string;
  readonly help: string;
  readonly labelNames: readonly string[];
}

/** A registry of its own, and what puts metrics of this program into it. */
export function createDescribedRegistry() {
  const registry = new Registry();
  const descriptions: MetricDescription[] = [];

  function describe<Label extends string>(
    type: MetricDescription["type"],
    name: string,
    help: string,
    labelNames: readonly Label[],
  ) {
    const described = { name: `latchkey_${name}`, help, labelNames };
    descriptions.push({ type, ...described });
    return { ...described, registers: [registry] };
  }

  return {
    registry,
    descriptions,
    counter: <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
      new Counter<Label>(describe("counter", name, help, labelNames)),
    gauge: <Label extends string = never>(name: string, help: string, labelNames: readonly Label[] = []) =>
      new Gauge<Label>(describe("gauge", name, help, labelNames)),
    histogram: <Label extends string = never>(
      name: string,
      help: string,
      buckets: number[],
      labelNames: readonly Label[] = [],
    ) => new Histogram<Label>({ ...describe("histogram", name, help, labelNames), buckets }),
  };
}
