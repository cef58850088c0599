import { beforeEach, describe, expect, test } from "vitest";
import type { QueuedJob, Store } from "../../src/stores/Store.js";
import { newId } from "../../src/utils/ids.js";
import { race } from "../support/race.js";
import { aJob, DAY, NOW } from "../support/records.js";

const LEASE = NOW + 1000;
const NOW_CLAIM = { now: NOW, leaseUntil: LEASE };

/** The job as its claim answers it. */
function claimed(job: QueuedJob, leaseUntil = LEASE): QueuedJob {
  return { ...job, attempts: job.attempts + 1, dueAt: leaseUntil };
}

/** The rules of the work that is done after an answer. */
export function describeQueue(store: () => Store): void {
  const queue = () => store().queue;

  describe("the queue", () => {
    /** A claim sees the jobs of everybody, so each test begins with none. */
    beforeEach(async () => {
      const everything = { now: NOW + 1000 * DAY, leaseUntil: NOW + 1000 * DAY };
      for (let job = await queue().claim(everything); job !== null; job = await queue().claim(everything)) {
        await queue().remove(job);
      }
    });

    describe("queue.add and queue.claim", () => {
      test("a claimed job comes unchanged, with every field set, counted and on its lease", async () => {
        const job = aJob({
          kind: "mäil",
          payload: { template: "wëlcome", count: 3, ratio: 0.5, yes: true, no: false, nothing: null },
          attempts: 4,
          dueAt: NOW - 5,
          createdAt: NOW - 6,
        });
        await queue().add(job);
        expect(await queue().claim(NOW_CLAIM)).toStrictEqual(claimed(job));
      });

      test("nobody's job and an empty payload are read back as such", async () => {
        const job = aJob({ userId: null, payload: {} });
        await queue().add(job);
        expect(await queue().claim(NOW_CLAIM)).toStrictEqual(claimed(job));
        expect(await queue().listByUser("null")).toEqual([]);
      });

      test("two jobs with one id are a fault, and the first one stays", async () => {
        const first = aJob();
        await queue().add(first);
        await expect(queue().add(aJob({ _id: first._id, kind: "other" }))).rejects.toThrow();
        expect(await queue().claim(NOW_CLAIM)).toStrictEqual(claimed(first));
        expect(await queue().claim(NOW_CLAIM)).toBeNull();
      });

      test("a job is claimed from the millisecond in which it is due", async () => {
        const job = aJob({ dueAt: NOW });
        await queue().add(job);
        expect(await queue().claim({ now: NOW - 1, leaseUntil: LEASE })).toBeNull();
        expect(await queue().claim(NOW_CLAIM)).toStrictEqual(claimed(job));
      });

      test("the job that has been due longest comes first, of one millisecond the lesser id", async () => {
        const first = aJob({ dueAt: NOW - 2 });
        const [second, third] = [1, 2].map((at) => aJob({ _id: newId(NOW + at), dueAt: NOW - 1 }));
        if (second === undefined || third === undefined) throw new Error("Two jobs were made.");
        const fourth = aJob({ _id: newId(NOW - 9), dueAt: NOW });
        for (const job of [fourth, third, first, second]) await queue().add(job);
        for (const job of [first, second, third, fourth]) {
          expect(await queue().claim(NOW_CLAIM)).toStrictEqual(claimed(job));
        }
      });

      test("a claimed job is nobody else's until its lease ends, and then it is due again", async () => {
        const job = aJob();
        await queue().add(job);
        const first = claimed(job);
        expect(await queue().claim(NOW_CLAIM)).toStrictEqual(first);
        expect(await queue().claim({ now: LEASE - 1, leaseUntil: LEASE + 9 })).toBeNull();
        expect(await queue().claim({ now: LEASE, leaseUntil: LEASE + 9 })).toStrictEqual(claimed(first, LEASE + 9));
      });

      test("of concurrent callers each job goes to exactly one, and none is left over", async () => {
        const jobs = Array.from({ length: 10 }, (_, position) => aJob({ dueAt: NOW - position }));
        for (const job of jobs) await queue().add(job);
        const results = await race(() => queue().claim(NOW_CLAIM));
        const received = results.filter((job) => job !== null);
        expect(received.map(({ _id }) => _id).toSorted()).toEqual(jobs.map(({ _id }) => _id).toSorted());
        expect(received.map(({ attempts }) => attempts)).toEqual(Array(10).fill(1));
      });
    });

    describe("queue.postpone", () => {
      test("a postponed job is due at that time, before its lease would end or after", async () => {
        const job = aJob();
        await queue().add(job);
        await queue().claim(NOW_CLAIM);
        await queue().postpone({ _id: job._id, attempts: 1, dueAt: NOW + 1 });
        expect(await queue().claim(NOW_CLAIM)).toBeNull();
        expect(await queue().claim({ now: NOW + 1, leaseUntil: LEASE })).toMatchObject({ _id: job._id, attempts: 2 });
        await queue().postpone({ _id: job._id, attempts: 2, dueAt: LEASE + DAY });
        expect(await queue().claim({ now: LEASE, leaseUntil: LEASE + 9 })).toBeNull();
        expect(await queue().listByUser(job.userId ?? "")).toStrictEqual([{ ...job, attempts: 2, dueAt: LEASE + DAY }]);
      });
    });

    describe("queue.remove", () => {
      test("a removed job never comes again, and others stay", async () => {
        const [job, other] = [aJob({ dueAt: NOW - 1 }), aJob()];
        for (const one of [job, other]) await queue().add(one);
        await queue().claim(NOW_CLAIM);
        await queue().remove({ _id: job._id, attempts: 1 });
        expect(await queue().claim({ now: LEASE, leaseUntil: LEASE + 9 })).toStrictEqual(claimed(other, LEASE + 9));
        expect(await queue().claim({ now: LEASE, leaseUntil: LEASE + 9 })).toBeNull();
      });
    });

    describe("a stale claim", () => {
      test("neither removes nor postpones a job that somebody has claimed since", async () => {
        const job = aJob();
        await queue().add(job);
        const stale = await queue().claim(NOW_CLAIM);
        const current = await queue().claim({ now: LEASE, leaseUntil: LEASE + 9 });
        expect([stale?.attempts, current?.attempts]).toEqual([1, 2]);
        await queue().postpone({ _id: job._id, attempts: 1, dueAt: NOW });
        await queue().remove({ _id: job._id, attempts: 1 });
        expect(await queue().listByUser(job.userId ?? "")).toStrictEqual([current]);
      });

      test("does not bring a removed job back", async () => {
        const job = aJob();
        await queue().add(job);
        await queue().claim(NOW_CLAIM);
        await queue().remove({ _id: job._id, attempts: 1 });
        await queue().postpone({ _id: job._id, attempts: 1, dueAt: NOW });
        await queue().remove({ _id: job._id, attempts: 1 });
        expect(await queue().listByUser(job.userId ?? "")).toEqual([]);
        expect(await queue().claim(NOW_CLAIM)).toBeNull();
      });
    });

    describe("queue.listByUser and queue.deleteByUser", () => {
      test("every job of the user is listed and goes, claimed or not, and nobody else's", async () => {
        const userId = newId(NOW);
        const [first, second] = [aJob({ userId, dueAt: NOW - 1 }), aJob({ userId, dueAt: NOW + DAY })];
        const foreign = aJob();
        const nobodys = aJob({ userId: null });
        for (const job of [first, second, foreign, nobodys]) await queue().add(job);
        const running = await queue().claim(NOW_CLAIM);
        const listed = await queue().listByUser(userId);
        expect(listed.toSorted((a, b) => a.dueAt - b.dueAt)).toStrictEqual([running, second]);
        expect(await queue().deleteByUser(userId)).toBe(2);
        expect(await queue().listByUser(userId)).toEqual([]);
        expect(await queue().deleteByUser(userId)).toBe(0);
        const left = [await queue().claim(NOW_CLAIM), await queue().claim(NOW_CLAIM)];
        expect(left.map((job) => job?._id).toSorted()).toEqual([foreign._id, nobodys._id].toSorted());
      });
    });
  });
}
