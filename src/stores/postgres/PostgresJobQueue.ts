import type { JobQueue, QueuedJob } from "../Store.js";
import { columnList, insertInto, selectFrom } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import type { PostgresConnection } from "./PostgresConnection.js";
import { PostgresTable } from "./PostgresTable.js";

const INSERT = insertInto("jobs");
// Claims at the same time pass each other's job and take the next one.
const CLAIM = `UPDATE jobs SET attempts = attempts + 1, dueAt = @leaseUntil
  WHERE _id = (SELECT _id FROM jobs WHERE dueAt <= @now ORDER BY dueAt, _id LIMIT 1 FOR UPDATE SKIP LOCKED)
  RETURNING ${columnList("jobs")}`;
// Every claim of a job raises its attempts, so an older claim finds another number and changes nothing.
const CLAIMED = "WHERE _id = @_id AND attempts = @attempts";
const POSTPONE = `UPDATE jobs SET dueAt = @dueAt ${CLAIMED}`;
const REMOVE = `DELETE FROM jobs ${CLAIMED}`;
const OF_USER = `${selectFrom("jobs")} WHERE userId = @userId`;
const DELETE_OF_USER = "DELETE FROM jobs WHERE userId = @userId";

/** The job queue of a PostgreSQL store. */
export class PostgresJobQueue extends PostgresTable<QueuedJob> implements JobQueue {
  constructor(connection: PostgresConnection) {
    super(connection, tableFormats.jobs);
  }

  async add(job: QueuedJob): Promise<void> {
    await this.change(INSERT, tableFormats.jobs.toRow(job));
  }

  claim(query: Parameters<JobQueue["claim"]>[0]): Promise<QueuedJob | null> {
    return this.one(CLAIM, query);
  }

  async postpone(job: Parameters<JobQueue["postpone"]>[0]): Promise<void> {
    await this.change(POSTPONE, job);
  }

  async remove(job: Parameters<JobQueue["remove"]>[0]): Promise<void> {
    await this.change(REMOVE, job);
  }

  listByUser(userId: string): Promise<QueuedJob[]> {
    return this.all(OF_USER, { userId });
  }

  deleteByUser(userId: string): Promise<number> {
    return this.change(DELETE_OF_USER, { userId });
  }
}
