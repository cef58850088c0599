import { type Connection, type Model, Schema } from "mongoose";
import type { QueuedJob } from "../stores/Store.js";
import { integer, recordOptions, text, textOrNull } from "./fields.js";

const queuedJobSchema = new Schema<QueuedJob>(
  {
    _id: text,
    kind: text,
    userId: textOrNull,
    payload: { type: Schema.Types.Mixed, required: true },
    attempts: integer,
    dueAt: integer,
    createdAt: integer,
  },
  recordOptions,
);

queuedJobSchema.index({ dueAt: 1, _id: 1 });
queuedJobSchema.index({ userId: 1 });

/** The model of queued jobs on one connection. `prefix` stands before the name of the collection. */
export function createQueuedJobModel(connection: Connection, prefix: string): Model<QueuedJob> {
  return connection.model<QueuedJob>("QueuedJob", queuedJobSchema, `${prefix}jobs`);
}
