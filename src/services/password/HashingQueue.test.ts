import { describe, expect, test } from "vitest";
import { HashingQueue, type HashRequester } from "./HashingQueue.js";

const OVERLOADED = { code: "OVERLOADED", statusCode: 503, retryAfterSeconds: 2 };

const stranger = (ip: string): HashRequester => ({ lane: "ordinary", ip });
const knownDevice = (ip: string): HashRequester => ({ lane: "priority", ip });

/** The outcome of a job: its name when it ran, the code of the error when it was refused. */
type Outcome = Promise<string>;

/**
 * A queue whose places are all taken. Jobs that are added wait, and run one after the other once `open` is called; `ran` has
 * their names in the order in which they ran.
 */
function occupied(limits: { size: number; perNetwork: number }) {
  const queue = new HashingQueue({ concurrency: () => 1, lane: limits });
  const ran: string[] = [];
  const outcomes: Outcome[] = [];
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const occupant = queue.run(() => opened, stranger("192.0.2.1"));

  function add(name: string, requester: HashRequester): Outcome {
    const outcome = queue
      .run(async () => {
        ran.push(name);
        return name;
      }, requester)
      .catch((error: { code: string }) => error.code);
    outcomes.push(outcome);
    return outcome;
  }

  return {
    add,
    /** Adds `count` jobs named `prefix1`, `prefix2`, … */
    addMany: (count: number, prefix: string, requester: HashRequester) =>
      Array.from({ length: count }, (_, index) => add(`${prefix}${index + 1}`, requester)),
    /** Ends the first job, and with it lets all others run. Answers the order. */
    finish: async () => {
      open();
      await occupant;
      await Promise.all(outcomes);
      return ran;
    },
  };
}

const WIDE = { size: 1000, perNetwork: 1000 };

test("no more jobs run at once than allowed, and one network's jobs run in the order they came", async () => {
  const queue = new HashingQueue({ concurrency: () => 2, lane: WIDE });
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (name: string) =>
    queue.run(() => {
      started.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    }, stranger("192.0.2.1"));
  const jobs = ["a", "b", "c", "d"].map(run);
  await Promise.resolve();
  expect(started).toEqual(["a", "b"]);

  ends.get("b")?.();
  await jobs[1];
  await Promise.resolve();
  expect(started).toEqual(["a", "b", "c"]);

  ends.get("a")?.();
  await jobs[0];
  await Promise.resolve();
  for (const end of ends.values()) end();
  await Promise.all(jobs);
  expect(started).toEqual(["a", "b", "c", "d"]);
});

test("more places go to the jobs that wait, and fewer places stop no running job", async () => {
  let places = 1;
  const queue = new HashingQueue({ concurrency: () => places, lane: WIDE });
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (name: string) =>
    queue.run(() => {
      started.push(name);
      return new Promise<void>((resolve) => ends.set(name, resolve));
    }, stranger("192.0.2.1"));
  const end = async (name: string, job: Promise<void> | undefined) => {
    ends.get(name)?.();
    await job;
    await Promise.resolve();
  };
  const jobs = ["a", "b", "c"].map(run);
  places = 2;
  jobs.push(run("d"));
  await Promise.resolve();
  expect(started).toEqual(["a", "b"]);

  await end("a", jobs[0]);
  expect(started).toEqual(["a", "b", "c"]);

  places = 1;
  await end("b", jobs[1]);
  expect(started).toEqual(["a", "b", "c"]);
  await end("c", jobs[2]);
  expect(started).toEqual(["a", "b", "c", "d"]);
  await end("d", jobs[3]);
});

test("a job that fails frees its place", async () => {
  const queue = new HashingQueue({ concurrency: () => 1, lane: { size: 1, perNetwork: 1 } });
  const failing = queue.run(() => Promise.reject(new Error("no memory")), stranger("192.0.2.1"));
  await expect(failing).rejects.toThrow("no memory");
  expect(await queue.run(async () => "next", stranger("192.0.2.1"))).toBe("next");
});

describe("the priority lane", () => {
  test("goes before every stranger that waits, however many there are", async () => {
    const queue = occupied(WIDE);
    queue.addMany(600, "stranger", stranger("203.0.113.1"));
    queue.add("owner", knownDevice("198.51.100.7"));
    expect((await queue.finish())[0]).toBe("owner");
  });

  test("has room of its own: a full ordinary lane refuses nobody in it", async () => {
    const queue = occupied({ size: 4, perNetwork: 4 });
    queue.addMany(4, "stranger", stranger("203.0.113.1"));
    expect(await queue.add("refused", stranger("203.0.113.1"))).toBe("OVERLOADED");
    queue.add("owner", knownDevice("203.0.113.1"));
    expect((await queue.finish())[0]).toBe("owner");
  });

  test("leaves every fourth place to the ordinary lane, so that this never stands still", async () => {
    const queue = occupied(WIDE);
    queue.addMany(8, "owner", knownDevice("198.51.100.7"));
    queue.addMany(2, "stranger", stranger("203.0.113.1"));
    expect(await queue.finish()).toEqual([
      ...["owner1", "owner2", "owner3", "stranger1"],
      ...["owner4", "owner5", "owner6", "stranger2"],
      ...["owner7", "owner8"],
    ]);
  });

  test.each(["priority", "ordinary"] as const)("and the %s lane alone uses every place", async (lane) => {
    const queue = occupied(WIDE);
    queue.addMany(9, "job", { lane, ip: "198.51.100.7" });
    expect(await queue.finish()).toHaveLength(9);
  });
});

describe.each(["priority", "ordinary"] as const)("in the %s lane", (lane) => {
  const from = (ip: string | null): HashRequester => ({ lane, ip });

  test("networks take turns, so that one with many jobs waits for its own", async () => {
    const queue = occupied(WIDE);
    queue.addMany(3, "a", from("203.0.113.1"));
    queue.addMany(2, "b", from("203.0.113.2"));
    queue.add("c", from("203.0.113.3"));
    expect(await queue.finish()).toEqual(["a1", "b1", "c", "a2", "b2", "a3"]);
  });

  test("an IPv6 subscriber is one network, and all unknown addresses are one", async () => {
    const queue = occupied({ size: 100, perNetwork: 2 });
    queue.addMany(2, "a", from("2001:db8::1"));
    // Each /64 of a /48 with turns of its own would fill a lane.
    for (const own of ["2001:db8::ffff:2", "2001:db8:0:1::1", "2001:db8:0:ffff::1"]) {
      expect(await queue.add("a3", from(own))).toBe("OVERLOADED");
    }
    queue.add("b", from("2001:db8:1::1"));
    queue.addMany(2, "nobody", from(null));
    expect(await queue.add("nobody3", from("not an address"))).toBe("OVERLOADED");
    expect(await queue.finish()).toEqual(["a1", "b", "nobody1", "a2", "nobody2"]);
  });

  test("a network that has its share waiting is refused at once, and others are not", async () => {
    const queue = occupied({ size: 8, perNetwork: 2 });
    queue.addMany(2, "a", from("203.0.113.1"));
    const refused = queue.addMany(588, "a", from("203.0.113.1"));
    expect(new Set(await Promise.all(refused))).toEqual(new Set(["OVERLOADED"]));
    queue.add("b", from("203.0.113.2"));
    expect(await queue.finish()).toEqual(["a1", "b", "a2"]);
  });

  test("a network that gets its jobs done has its share again", async () => {
    const queue = occupied({ size: 8, perNetwork: 1 });
    queue.add("a1", from("203.0.113.1"));
    await queue.finish();
    queue.add("a2", from("203.0.113.1"));
    expect(await queue.finish()).toEqual(["a1", "a2"]);
  });

  test("four networks that fill it keep nobody else out: the one with the most jobs loses its latest", async () => {
    const queue = occupied({ size: 8, perNetwork: 4 });
    const first = queue.addMany(3, "a", from("203.0.113.1"));
    queue.addMany(2, "b", from("203.0.113.2"));
    queue.addMany(2, "c", from("203.0.113.3"));
    queue.add("d1", from("203.0.113.4"));
    queue.add("owner", from("198.51.100.7"));
    expect(await first[2]).toBe("OVERLOADED");
    expect(await queue.finish()).toEqual(["a1", "b1", "c1", "d1", "owner", "a2", "b2", "c2"]);
  });

  test("no network loses a job to one that would have as many: a full line of equals refuses the newcomer", async () => {
    const queue = occupied({ size: 4, perNetwork: 4 });
    queue.addMany(2, "a", from("203.0.113.1"));
    queue.addMany(2, "b", from("203.0.113.2"));
    expect(await queue.add("a3", from("203.0.113.1"))).toBe("OVERLOADED");
    queue.add("c1", from("203.0.113.3"));
    expect(await queue.add("c2", from("203.0.113.3"))).toBe("OVERLOADED");
    expect(await queue.finish()).toEqual(["a1", "b1", "c1", "b2"]);
  });

  test("a refusal is 503 with the seconds to wait", async () => {
    const queue = new HashingQueue({ concurrency: () => 1, lane: { size: 1, perNetwork: 1 } });
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    const first = queue.run(() => opened, from("203.0.113.1"));
    const second = queue.run(async () => undefined, from("203.0.113.1"));
    await expect(queue.run(async () => undefined, from("203.0.113.2"))).rejects.toMatchObject(OVERLOADED);
    open();
    await Promise.all([first, second]);
  });
});
