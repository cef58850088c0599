import { expect, test } from "vitest";
import { createHashGate } from "../services/password/index.js";
import { createMetrics } from "./createMetrics.js";
import { watchHashGate } from "./watchHashGate.js";

async function lineOf(metrics: ReturnType<typeof createMetrics>) {
  const text = await metrics.render();
  const value = (name: string) => Number(new RegExp(`^latchkey_${name} (\\S+)$`, "m").exec(text)?.[1]);
  return [value("hashes_running"), value("hashes_waiting"), value("hashes_refused_total")];
}

test("shows how many hashes run, wait and are refused, and changes nothing about their answers", async () => {
  const metrics = createMetrics();
  const gate = watchHashGate(createHashGate({ concurrency: 1, queue: 1 }), metrics);
  let finish: (hash: string) => void = () => {};
  const first = gate.run(() => new Promise<string>((resolve) => (finish = resolve)));
  const second = gate.run(() => Promise.reject(new Error("no memory")));
  await expect(gate.run(async () => "third")).rejects.toMatchObject({ code: "OVERLOADED" });
  expect(await lineOf(metrics)).toEqual([1, 1, 1]);
  finish("a hash");
  expect(await first).toBe("a hash");
  await expect(second).rejects.toThrow("no memory");
  expect(await lineOf(metrics)).toEqual([0, 0, 1]);
});
