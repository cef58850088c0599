import type { JobQueue, QueuedJob } from "../Store.js";
import { columnList, insertInto, selectFrom } from "../sql.js";
import { tableFormats } from "../tableFormats.js";
import type { Connection } from "./SqliteConnection.js";
import { SqliteTable } from "./SqliteTable.js";

const INSERT = insertInto("jobs");
const CLAIM = `UPDATE jobs SET attempts = attempts + 1, dueAt = @leaseUntil
  WHERE _id = (SELECT _id FROM jobs WHERE dueAt <= @now ORDER BY dueAt, _id LIMIT 1)
  RETURNING ${columnList("jobs")}`;
// Every claim of a job raises its attempts, so an older claim finds another number and changes nothing.
const CLAIMED = "WHERE _id = @_id AND attempts = @attempts";
const POSTPONE = `UPDATE jobs SET dueAt = @dueAt ${CLAIMED}`;
const REMOVE = `DELETE FROM jobs ${CLAIMED}`;
const OF_USER = `${selectFrom("jobs")} WHERE userId = ?`;
const DELETE_OF_USER = "DELETE FROM jobs WHERE userId = ?";

/** The job queue of a SQLite store. */
export class SqliteJobQueue extends SqliteTable<QueuedJob> implements JobQueue {
  constructor(connection: Connection) {
    super(connection, tableFormats.jobs);
  }

  async add(job: QueuedJob): Promise<void> {
    await this.change(INSERT, tableFormats.jobs.toRow(job), "none");
  }

  claim(query: Parameters<JobQueue["claim"]>[0]): Promise<QueuedJob | null> {
    return this.changeOne(CLAIM, query, "none");
  }

  async postpone(job: Parameters<JobQueue["postpone"]>[0]): Promise<void> {
    await this.change(POSTPONE, job, "none");
  }

  async remove(job: Parameters<JobQueue["remove"]>[0]): Promise<void> {
    await this.change(REMOVE, job, "none");
  }

  listByUser(userId: string): Promise<QueuedJob[]> {
    return this.readAll(OF_USER, userId);
  }

  deleteByUser(userId: string): Promise<number> {
    return this.change(DELETE_OF_USER, userId);
  }
}
