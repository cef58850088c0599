import { type Connection, type Model, Schema } from "mongoose";
import type { AuditEvent } from "../stores/Store.js";
import { integer, recordOptions, text, textOrNull } from "./fields.js";

const auditEventSchema = new Schema<AuditEvent>(
  {
    _id: text,
    userId: textOrNull,
    sessionId: textOrNull,
    name: text,
    at: integer,
    ip: textOrNull,
    userAgent: textOrNull,
    detail: { type: Schema.Types.Mixed, required: true },
  },
  recordOptions,
);

auditEventSchema.index({ userId: 1, _id: -1 });
auditEventSchema.index({ at: 1 });

/** The model of audit events on one connection. `prefix` stands before the name of the collection. */
export function createAuditEventModel(connection: Connection, prefix: string): Model<AuditEvent> {
  return connection.model<AuditEvent>("AuditEvent", auditEventSchema, `${prefix}auditEvents`);
}
