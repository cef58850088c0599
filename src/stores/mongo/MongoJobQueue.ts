import type { JobQueue, QueuedJob } from "../Store.js";
import type { MongoConnection } from "./MongoConnection.js";
import { deleteOfUser } from "./queries.js";

type Claim = Pick<QueuedJob, "_id" | "attempts">;

/** The job queue of a MongoDB store. */
export class MongoJobQueue implements JobQueue {
  readonly #connection: MongoConnection;

  constructor(connection: MongoConnection) {
    this.#connection = connection;
  }

  add(job: QueuedJob): Promise<void> {
    const record = copyJob(job);
    return this.#connection.write(async ({ jobs }) => {
      await new jobs(record).save();
    });
  }

  claim({ now, leaseUntil }: Parameters<JobQueue["claim"]>[0]): Promise<QueuedJob | null> {
    return this.#connection.write(async ({ jobs, trusted }) => {
      const claimed = await jobs
        .findOneAndUpdate(
          { dueAt: trusted({ $lte: now }) },
          { $inc: { attempts: 1 }, $set: { dueAt: leaseUntil } },
          { sort: { dueAt: 1, _id: 1 }, returnDocument: "after" },
        )
        .lean<QueuedJob>()
        .exec();
      return claimed === null ? null : copyJob(claimed);
    });
  }

  postpone(job: Parameters<JobQueue["postpone"]>[0]): Promise<void> {
    return this.#connection.write(async ({ jobs }) => {
      await jobs.updateOne(claimedJob(job), { $set: { dueAt: job.dueAt } }).exec();
    });
  }

  remove(job: Claim): Promise<void> {
    return this.#connection.write(async ({ jobs }) => {
      await jobs.deleteOne(claimedJob(job)).exec();
    });
  }

  listByUser(userId: string): Promise<QueuedJob[]> {
    return this.#connection.read(async ({ jobs }) => {
      const found = await jobs
        .find({ userId: { $eq: userId } })
        .lean<QueuedJob[]>()
        .exec();
      return found.map(copyJob);
    });
  }

  deleteByUser(userId: string): Promise<number> {
    return this.#connection.write(({ jobs }) => deleteOfUser(jobs, userId));
  }
}

/** Every claim of a job raises its attempts, so an older claim finds another number and changes nothing. */
function claimedJob({ _id, attempts }: Claim) {
  return { _id: { $eq: _id }, attempts: { $eq: attempts } };
}

export function copyJob({ _id, kind, userId, payload, attempts, dueAt, createdAt }: QueuedJob): QueuedJob {
  return { _id, kind, userId, payload: { ...payload }, attempts, dueAt, createdAt };
}
