import { expect, onTestFinished, vi } from "vitest";
import { HashingQueue, type HashRequester } from "../../../src/services/password/index.js";

/**
 * Holds every hash of the running test at its start until `letRun`: a test sees who waits for one, and the order in which they
 * start, without a thought of how long a hash takes. The queues are the real ones.
 */
export function holdHashes() {
  const { run } = HashingQueue.prototype;
  const asked: HashRequester[] = [];
  const started: HashRequester[] = [];
  let letRun: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (letRun = resolve));
  const spy = vi.spyOn(HashingQueue.prototype, "run").mockImplementation(function (this: HashingQueue, job, requester) {
    const watched = async () => {
      started.push(requester);
      await held;
      return job();
    };
    asked.push(requester);
    return run.call(this, watched, requester);
  });
  onTestFinished(() => {
    letRun();
    spy.mockRestore();
  });
  return {
    /** Resolves when as many have asked for a hash. Each of them runs, waits or is refused by then. */
    untilAsked: (count: number) => vi.waitFor(() => expect(asked).toHaveLength(count), { timeout: 30_000 }),
    /** Who got a place, in the order in which they got it. */
    started,
    letRun,
  };
}
