import type { JobQueue } from "../Store.js";
import { deleteRows } from "./deleteRows.js";
import { fromJobRow, JOB_COLUMNS, type JobRow, toJobRow } from "./jobRow.js";
import type { SqliteConnection } from "./SqliteConnection.js";
import { columnList, insertInto } from "./sql.js";

const INSERT = insertInto("jobs", JOB_COLUMNS);
const CLAIM = `UPDATE jobs SET attempts = attempts + 1, dueAt = @leaseUntil
  WHERE _id = (SELECT _id FROM jobs WHERE dueAt <= @now ORDER BY dueAt, _id LIMIT 1)
  RETURNING ${JOB_COLUMNS.join(", ")}`;
// A claim raises the job's attempts, so an older claim finds another number and changes nothing.
const CLAIMED = "WHERE _id = @_id AND attempts = @attempts";
const POSTPONE = `UPDATE jobs SET dueAt = @dueAt ${CLAIMED}`;
const REMOVE = `DELETE FROM jobs ${CLAIMED}`;
const OF_USER = `SELECT ${columnList("jobs", JOB_COLUMNS)} FROM jobs WHERE userId = ?`;
const DELETE_OF_USER = "DELETE FROM jobs WHERE userId = ?";

/** The job queue of the SQLite store. */
export function createJobQueue(connection: SqliteConnection): JobQueue {
  return {
    async add(job) {
      const row = toJobRow(job);
      await connection.write((statements) => statements.prepare<[JobRow]>(INSERT).run(row));
    },

    claim: (query) =>
      connection.write((statements) => {
        const row = statements.prepare<[typeof query], JobRow>(CLAIM).get(query);
        return row === undefined ? null : fromJobRow(row);
      }),

    async postpone(job) {
      await connection.write((statements) => statements.prepare<[typeof job]>(POSTPONE).run(job));
    },

    async remove(job) {
      await connection.write((statements) => statements.prepare<[typeof job]>(REMOVE).run(job));
    },

    listByUser: (userId) =>
      connection.read((statements) => statements.prepare<[string], JobRow>(OF_USER).all(userId).map(fromJobRow)),

    deleteByUser: (userId) => deleteRows(connection, DELETE_OF_USER, userId),
  };
}
