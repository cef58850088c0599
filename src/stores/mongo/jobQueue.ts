import { trusted } from "mongoose";
import type { JobQueue, QueuedJob } from "../Store.js";
import type { MongoConnection } from "./MongoConnection.js";

export function copyJob(job: QueuedJob): QueuedJob {
  return {
    _id: job._id,
    kind: job.kind,
    userId: job.userId,
    payload: { ...job.payload },
    attempts: job.attempts,
    dueAt: job.dueAt,
    createdAt: job.createdAt,
  };
}

/** A claim raises the job's attempts, so an older claim finds another number and changes nothing. */
function claimedJob({ _id, attempts }: { _id: string; attempts: number }) {
  return { _id: { $eq: _id }, attempts: { $eq: attempts } };
}

/** The job queue of a MongoDB store. */
export function createJobQueue(connection: MongoConnection): JobQueue {
  return {
    add(job) {
      return connection.write(async ({ jobs }) => {
        await new jobs(copyJob(job)).save();
      });
    },
    claim({ now, leaseUntil }) {
      return connection.write(async ({ jobs }) => {
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
    },
    postpone(job) {
      return connection.write(async ({ jobs }) => {
        await jobs.updateOne(claimedJob(job), { $set: { dueAt: job.dueAt } }).exec();
      });
    },
    remove(job) {
      return connection.write(async ({ jobs }) => {
        await jobs.deleteOne(claimedJob(job)).exec();
      });
    },
    listByUser(userId) {
      return connection.read(async ({ jobs }) => {
        const found = await jobs
          .find({ userId: { $eq: userId } })
          .lean<QueuedJob[]>()
          .exec();
        return found.map(copyJob);
      });
    },
    deleteByUser(userId) {
      return connection.write(async ({ jobs }) => {
        const { deletedCount } = await jobs.deleteMany({ userId: { $eq: userId } }).exec();
        return deletedCount;
      });
    },
  };
}
