import type { JobQueue, QueuedJob } from "../Store.js";
import type { Connection } from "./SqliteConnection.js";
import { columnList, deleteRows, insertInto } from "./sql.js";

/** A job as it is stored in the table: the payload is JSON. */
type JobRow = Omit<QueuedJob, "payload"> & { readonly payload: string };

export const JOB_COLUMNS: readonly (keyof JobRow)[] = [
  "_id",
  "kind",
  "userId",
  "payload",
  "attempts",
  "dueAt",
  "createdAt",
];

const INSERT = insertInto("jobs", JOB_COLUMNS);
const CLAIM = `UPDATE jobs SET attempts = attempts + 1, dueAt = @leaseUntil
  WHERE _id = (SELECT _id FROM jobs WHERE dueAt <= @now ORDER BY dueAt, _id LIMIT 1)
  RETURNING ${JOB_COLUMNS.join(", ")}`;
// Every claim of a job raises its attempts, so an older claim finds another number and changes nothing.
const CLAIMED = "WHERE _id = @_id AND attempts = @attempts";
const POSTPONE = `UPDATE jobs SET dueAt = @dueAt ${CLAIMED}`;
const REMOVE = `DELETE FROM jobs ${CLAIMED}`;
const OF_USER = `SELECT ${columnList("jobs", JOB_COLUMNS)} FROM jobs WHERE userId = ?`;
const DELETE_OF_USER = "DELETE FROM jobs WHERE userId = ?";

/** The job queue of a SQLite store. */
export class SqliteJobQueue implements JobQueue {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  async add(job: QueuedJob): Promise<void> {
    const row = toJobRow(job);
    await this.#connection.write((statements) => statements.prepare<[JobRow]>(INSERT).run(row), "none");
  }

  claim(query: Parameters<JobQueue["claim"]>[0]): Promise<QueuedJob | null> {
    return this.#connection.write((statements) => {
      const row = statements.prepare<[typeof query], JobRow>(CLAIM).get(query);
      return row === undefined ? null : fromJobRow(row);
    }, "none");
  }

  async postpone(job: Parameters<JobQueue["postpone"]>[0]): Promise<void> {
    await this.#connection.write((statements) => statements.prepare<[typeof job]>(POSTPONE).run(job), "none");
  }

  async remove(job: Parameters<JobQueue["remove"]>[0]): Promise<void> {
    await this.#connection.write((statements) => statements.prepare<[typeof job]>(REMOVE).run(job), "none");
  }

  listByUser(userId: string): Promise<QueuedJob[]> {
    return this.#connection.read((statements) =>
      statements.prepare<[string], JobRow>(OF_USER).all(userId).map(fromJobRow),
    );
  }

  deleteByUser(userId: string): Promise<number> {
    return deleteRows(this.#connection, DELETE_OF_USER, userId);
  }
}

export function toJobRow(job: QueuedJob): JobRow {
  return { ...job, payload: JSON.stringify(job.payload) };
}

export function fromJobRow(row: JobRow): QueuedJob {
  return { ...row, payload: JSON.parse(row.payload) };
}
