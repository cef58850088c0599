import { beforeEach, describe, expect, test } from "vitest";
import { DAY, HOUR, ManualClock, MINUTE, SECOND } from "../../../test/support/ManualClock.js";
import { createMemoryStore } from "../../../test/support/memoryStore/index.js";
import { NOW } from "../../../test/support/records.js";
import type { JobQueue, QueuedJob } from "../../stores/Store.js";
import { StoreUnavailableError } from "../../stores/StoreUnavailableError.js";
import { BackgroundTasks } from "../../utils/BackgroundTasks.js";
import { Events, type FailedJob } from "../events/index.js";
import { type JobHandler, JobRunner, PermanentJobError } from "./index.js";

const OWNER = "0192f0c0-0000-7000-8000-000000000001";

let clock: ManualClock;
let queue: JobQueue;
/** What each handler call got, in the order of their beginning. */
let done: QueuedJob[];
let failures: (FailedJob & { error: unknown })[];
/** The failures that the background got. */
let faults: unknown[];

beforeEach(async () => {
  const store = createMemoryStore();
  await store.open();
  [clock, queue, done, failures, faults] = [new ManualClock(NOW), store.queue, [], [], []];
});

function aRunner(work: JobHandler = async () => undefined, on: JobQueue = queue) {
  const background = new BackgroundTasks((error) => faults.push(error));
  const handler: JobHandler = async (job) => {
    done.push(job);
    await work(job);
  };
  const events = new Events();
  events.on("job.failed", ({ error, job }) => failures.push({ error, ...job }));
  const runner = new JobRunner({ queue: on, clock, background, handlers: { post: handler }, events });
  return Object.assign(runner, { drain: () => background.drain() });
}

const aJob = (number = 0) => ({ kind: "post", userId: OWNER, payload: { number } });

/** A door that opens once, for all who wait. */
function aDoor() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** Lets everything go on that waits for nothing but its turn. */
const turn = () => new Promise(setImmediate);

describe("add", () => {
  test("stores the job by one write, and the work begins without being asked for", async () => {
    const verbs: string[] = [];
    const watched = new Proxy(queue, {
      get: (target, verb) => {
        verbs.push(String(verb));
        return Reflect.get(target, verb);
      },
    });
    const runner = aRunner(undefined, watched);
    const adding = runner.add(aJob(7));
    expect(verbs).toEqual(["add"]);
    await adding;
    await runner.drain();

    expect(done).toMatchObject([{ kind: "post", userId: OWNER, payload: { number: 7 }, attempts: 1, createdAt: NOW }]);
    expect(await queue.listByUser(OWNER)).toEqual([]);
    expect([failures, faults]).toEqual([[], []]);
  });

  test("rejects when the queue cannot be written, and nothing is carried out", async () => {
    const down = new StoreUnavailableError("down");
    const runner = aRunner(undefined, { ...queue, add: () => Promise.reject(down) });
    await expect(runner.add(aJob())).rejects.toBe(down);
    await runner.runDue();
    expect(done).toEqual([]);
  });

  test("with a delay the job waits for its time", async () => {
    const runner = aRunner();
    await runner.add({ ...aJob(), delay: MINUTE });
    clock.advance(MINUTE - 1);
    await runner.runDue();
    expect(done).toHaveLength(0);
    clock.advance(1);
    await runner.runDue();
    expect(done).toHaveLength(1);
  });
});

describe("a job that fails", () => {
  const failure = new Error("no mail server");

  test("is tried again after 5 seconds, then twice as long each time, and the failure is reported without its payload", async () => {
    const runner = aRunner(() => Promise.reject(failure));
    await runner.add(aJob());
    await runner.runDue();
    for (const pause of [5 * SECOND, 10 * SECOND, 20 * SECOND]) {
      clock.advance(pause - 1);
      await runner.runDue();
      const before = done.length;
      clock.advance(1);
      await runner.runDue();
      expect(done).toHaveLength(before + 1);
    }
    expect(failures).toEqual(
      [1, 2, 3, 4].map((attempts) => ({ error: failure, kind: "post", attempts, gaveUp: false })),
    );
  });

  test("for a day is given up, and that is reported", async () => {
    const runner = aRunner(() => Promise.reject(failure));
    await runner.add(aJob());
    for (let hours = 0; hours <= 25; hours++) {
      await runner.runDue();
      clock.advance(HOUR);
    }
    expect(failures.filter(({ gaveUp }) => gaveUp)).toHaveLength(1);
    expect(failures.at(-1)).toMatchObject({ error: failure, gaveUp: true });
    expect(await queue.listByUser(OWNER)).toEqual([]);
  });

  test("without hope is given up at once", async () => {
    const runner = aRunner(() => Promise.reject(new PermanentJobError("no such mailbox")));
    await runner.add(aJob());
    await runner.runDue();
    clock.advance(DAY);
    await runner.runDue();
    expect(failures).toMatchObject([{ attempts: 1, gaveUp: true }]);
    expect(done).toHaveLength(1);
  });

  test("stops no other", async () => {
    const runner = aRunner(async ({ payload }) => {
      if (payload["number"] === 1) throw failure;
    });
    for (const number of [0, 1, 2]) await runner.add(aJob(number));
    await runner.runDue();
    expect(done).toHaveLength(3);
    expect((await queue.listByUser(OWNER)).map(({ payload }) => payload)).toEqual([{ number: 1 }]);
  });
});

test("a job of an unknown kind is reported and kept for a newer program", async () => {
  const runner = aRunner();
  await runner.add({ kind: "fax", userId: OWNER, payload: {} });
  await runner.runDue();
  clock.advance(2 * DAY);
  await runner.runDue();
  expect(failures).toMatchObject([
    { kind: "fax", attempts: 1, gaveUp: false },
    { kind: "fax", attempts: 2, gaveUp: false },
  ]);
  expect(await queue.listByUser(OWNER)).toMatchObject([{ kind: "fax", dueAt: clock.now() + 30 * MINUTE }]);
});

describe("several jobs", () => {
  test("are worked on by four at most, and one that hangs holds up no other", async () => {
    const door = aDoor();
    let [now, most] = [0, 0];
    const runner = aRunner(async ({ payload }) => {
      now += 1;
      most = Math.max(most, now);
      await (payload["number"] === 0 ? door.opened : turn());
      now -= 1;
    });
    for (let number = 0; number < 30; number++) await queueUp(number);
    const running = runner.runDue();
    for (let turns = 0; turns < 60; turns++) await turn();

    expect((await queue.listByUser(OWNER)).map(({ payload }) => payload)).toEqual([{ number: 0 }]);
    door.open();
    await running;
    expect(most).toBe(4);
    expect(done).toHaveLength(30);
    expect(await queue.listByUser(OWNER)).toEqual([]);
  });

  test("are found when they are added while every hand is busy, and kicks do not pile up", async () => {
    const door = aDoor();
    let claims = 0;
    const counted: JobQueue = {
      ...queue,
      claim: (query) => {
        claims += 1;
        return queue.claim(query);
      },
    };
    const runner = aRunner(() => door.opened, counted);
    for (let number = 0; number < 4; number++) await runner.add(aJob(number));
    await turn();
    expect(done).toHaveLength(4);
    const before = claims;
    const kicks = [runner.add(aJob(4)), ...Array.from({ length: 100 }, () => runner.runDue())];
    await turn();
    expect(claims).toBe(before);
    door.open();
    await Promise.all(kicks);
    await runner.drain();
    expect(done).toHaveLength(5);
    expect(claims).toBeLessThan(before + 20);
  });

  async function queueUp(number: number): Promise<void> {
    const _id = `0192f0c0-0000-7000-8000-0000000001${String(number).padStart(2, "0")}`;
    await queue.add({ _id, ...aJob(number), attempts: 0, dueAt: NOW, createdAt: NOW });
  }
});

describe("the lease", () => {
  test("keeps a job from the other process while it is being carried out", async () => {
    const door = aDoor();
    const [one, other] = [aRunner(() => door.opened), aRunner()];
    await one.add(aJob());
    await turn();
    clock.advance(2 * MINUTE - 1);
    await other.runDue();
    expect(done).toHaveLength(1);
    door.open();
    await one.drain();
    clock.advance(DAY);
    await other.runDue();
    expect(done).toHaveLength(1);
  });

  test("ends with the process that held it: at least once", async () => {
    const [dying, next] = [aRunner(() => new Promise(() => undefined)), aRunner()];
    await dying.add(aJob());
    await turn();
    clock.advance(2 * MINUTE);
    await next.runDue();
    expect(done.map(({ attempts }) => attempts)).toEqual([1, 2]);
    expect(await queue.listByUser(OWNER)).toEqual([]);
  });

  test("that was lost in between lets the slow one neither remove nor postpone the job", async () => {
    const door = aDoor();
    const slow = aRunner(() => door.opened);
    await slow.add(aJob());
    await turn();
    clock.advance(2 * MINUTE);
    const claimed = await queue.claim({ now: clock.now(), leaseUntil: clock.now() + MINUTE });
    door.open();
    await slow.drain();
    expect(await queue.listByUser(OWNER)).toEqual([claimed]);
  });
});

describe("a queue that cannot be reached", () => {
  const down = new StoreUnavailableError("down");

  test("is reported to the background, and the work is done when it is back", async () => {
    let isDown = true;
    const runner = aRunner(undefined, {
      ...queue,
      claim: (query) => (isDown ? Promise.reject(down) : queue.claim(query)),
    });
    await runner.add(aJob());
    await runner.runDue();
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.every((fault) => fault === down)).toBe(true);
    isDown = false;
    await runner.runDue();
    expect(done).toHaveLength(1);
  });

  test("after the work is reported, and the work is done again when the lease ends", async () => {
    let isDown = true;
    const runner = aRunner(undefined, {
      ...queue,
      remove: (job) => (isDown ? Promise.reject(down) : queue.remove(job)),
    });
    await runner.add(aJob());
    await runner.runDue();
    expect(failures).toEqual([{ error: down, kind: "post", attempts: 1, gaveUp: false }]);
    isDown = false;
    clock.advance(2 * MINUTE);
    await runner.runDue();
    expect(done.map(({ attempts }) => attempts)).toEqual([1, 2]);
    expect(await queue.listByUser(OWNER)).toEqual([]);
  });
});

test("after stop nothing more is begun, what is under way ends, and the rest stays", async () => {
  const door = aDoor();
  const runner = aRunner(() => door.opened);
  for (let number = 0; number < 6; number++) await runner.add(aJob(number));
  await turn();
  runner.stop();
  door.open();
  await runner.drain();
  await runner.add(aJob(6));
  await runner.runDue();
  expect(done).toHaveLength(4);
  expect(await queue.listByUser(OWNER)).toHaveLength(3);
});
