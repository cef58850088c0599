import type { JobQueue, QueuedJob } from "../Store.js";
import { documentFormats } from "./documents.js";
import { MongoPort } from "./MongoPort.js";
import { deleteOfUser, plain } from "./queries.js";

type Claim = Pick<QueuedJob, "_id" | "attempts">;

/** The job queue of a MongoDB store. */
export class MongoJobQueue extends MongoPort implements JobQueue {
  add(job: QueuedJob): Promise<void> {
    const record = documentFormats.jobs.toDocument(job);
    return this.connection.write(async ({ jobs }) => {
      await new jobs(record).save();
    });
  }

  claim({ now, leaseUntil }: Parameters<JobQueue["claim"]>[0]): Promise<QueuedJob | null> {
    return this.connection.write(async ({ jobs, trusted }) => {
      const lease = { $inc: { attempts: 1 }, $set: { dueAt: leaseUntil } };
      const options = { sort: { dueAt: 1, _id: 1 }, returnDocument: "after" } as const;
      const query = jobs.findOneAndUpdate({ dueAt: trusted({ $lte: now }) }, lease, options);
      const claimed = await plain<QueuedJob | null>(query);
      return claimed === null ? null : documentFormats.jobs.fromDocument(claimed);
    });
  }

  postpone(job: Parameters<JobQueue["postpone"]>[0]): Promise<void> {
    return this.connection.write(async ({ jobs }) => {
      await jobs.updateOne(claimedJob(job), { $set: { dueAt: job.dueAt } }).exec();
    });
  }

  remove(job: Claim): Promise<void> {
    return this.connection.write(async ({ jobs }) => {
      await jobs.deleteOne(claimedJob(job)).exec();
    });
  }

  listByUser(userId: string): Promise<QueuedJob[]> {
    return this.connection.read(async ({ jobs }) => {
      const found = await plain<QueuedJob[]>(jobs.find({ userId: { $eq: userId } }));
      return found.map(documentFormats.jobs.fromDocument);
    });
  }

  deleteByUser(userId: string): Promise<number> {
    return this.connection.write(({ jobs }) => deleteOfUser(jobs, userId));
  }
}

/** Every claim of a job raises its attempts, so an older claim finds another number and changes nothing. */
function claimedJob({ _id, attempts }: Claim) {
  return { _id: { $eq: _id }, attempts: { $eq: attempts } };
}
