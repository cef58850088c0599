import { Schema } from "mongoose";
import type { QueuedJob } from "../stores/Store.js";
import { integer, modelOf, recordSchema, text, textOrNull } from "./fields.js";

const queuedJobSchema = recordSchema<QueuedJob>({
  _id: text,
  kind: text,
  userId: textOrNull,
  payload: { type: Schema.Types.Mixed, required: true },
  attempts: integer,
  dueAt: integer,
  createdAt: integer,
});

queuedJobSchema.index({ dueAt: 1, _id: 1 });
queuedJobSchema.index({ userId: 1 });

export const createQueuedJobModel = modelOf("QueuedJob", queuedJobSchema, "jobs");
