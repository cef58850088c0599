import { expect, test } from "vitest";
import { Events } from "../services/events/index.js";
import { HashingQueue, type HashRequester } from "../services/password/index.js";
import { countEvents } from "./countEvents.js";
import { createMetrics } from "./createMetrics.js";

async function samplesOf(metrics: ReturnType<typeof createMetrics>) {
  const text = await metrics.render();
  const value = (name: string) => Number(new RegExp(`^latchkey_${name} (\\S+)$`, "m").exec(text)?.[1]);
  return {
    running: value("hashes_running"),
    waiting: value("hashes_waiting"),
    refused: value("hashes_refused_total"),
    waited: ["priority", "ordinary"].map((lane) => value(`hash_wait_seconds_count{lane="${lane}"}`)),
  };
}

test("the metrics show how many hashes run, wait and are refused, and the waits of each lane", async () => {
  const metrics = createMetrics();
  expect(await samplesOf(metrics)).toEqual({ running: 0, waiting: 0, refused: 0, waited: [0, 0] });
  const events = new Events();
  countEvents(events, metrics);
  const queue = new HashingQueue({ concurrency: () => 1, lane: { size: 2, perNetwork: 2 } }, events);
  const one: HashRequester = { lane: "ordinary", ip: "203.0.113.1" };
  const other: HashRequester = { lane: "ordinary", ip: "203.0.113.2" };
  let finish: (hash: string) => void = () => {};
  const first = queue.run(() => new Promise<string>((resolve) => (finish = resolve)), one);
  const failing = queue.run(() => Promise.reject(new Error("no memory")), one);
  const displaced = queue.run(async () => "displaced", one);
  const second = queue.run(async () => "second", other);
  const refused = queue.run(async () => "refused", other);
  await expect(displaced).rejects.toMatchObject({ code: "OVERLOADED" });
  await expect(refused).rejects.toMatchObject({ code: "OVERLOADED" });
  const known = queue.run(async () => "known", { lane: "priority", ip: null });
  expect(await samplesOf(metrics)).toEqual({ running: 1, waiting: 3, refused: 2, waited: [0, 1] });
  finish("a hash");
  expect(await first).toBe("a hash");
  await expect(failing).rejects.toThrow("no memory");
  expect(await Promise.all([second, known])).toEqual(["second", "known"]);
  expect(await samplesOf(metrics)).toEqual({ running: 0, waiting: 0, refused: 2, waited: [1, 3] });
});
