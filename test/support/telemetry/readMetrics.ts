import type { TestServer } from "../http/testServer.js";

/** Every sample by its line's head, such as `latchkey_logins_total{outcome="signed_in"}`, when nothing runs any more. */
export async function samplesOf(server: Pick<TestServer, "container">): Promise<Map<string, number>> {
  await server.container.background.drain();
  return parseSamples(await server.container.metrics.render());
}

/** Every sample of Prometheus' text format, by its line's head. */
export function parseSamples(text: string): Map<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const at = line.lastIndexOf(" ");
      return [line.slice(0, at), Number(line.slice(at + 1))];
    }),
  );
}

/** The samples of one metric that are not zero, by their labels without the metric's name. */
export function nonZero(samples: Map<string, number>, metric: string): Record<string, number> {
  const own = [...samples].filter(([head, value]) => head.startsWith(`${metric}{`) && value !== 0);
  return Object.fromEntries(own.map(([head, value]) => [head.slice(metric.length), value]));
}
