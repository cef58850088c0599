import type { QueuedJob } from "../stores/Store.js";
import { integer, modelOf, recordSchema, text, textOrNull } from "./fields.js";

export const createQueuedJobModel = modelOf<QueuedJob>("QueuedJob", "jobs", (Schema) => {
  const schema = recordSchema<QueuedJob>(Schema, {
    _id: text,
    kind: text,
    userId: textOrNull,
    payload: { type: Schema.Types.Mixed, required: true },
    attempts: integer,
    dueAt: integer,
    createdAt: integer,
  });

  schema.index({ dueAt: 1, _id: 1 });
  schema.index({ userId: 1 });

  return schema;
});
