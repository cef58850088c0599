import type { AuditEvent } from "../stores/Store.js";
import { integer, modelOf, recordSchema, text, textOrNull } from "./fields.js";

export const createAuditEventModel = modelOf<AuditEvent>("AuditEvent", "auditEvents", (Schema) => {
  const schema = recordSchema<AuditEvent>(Schema, {
    _id: text,
    userId: textOrNull,
    sessionId: textOrNull,
    name: text,
    at: integer,
    ip: textOrNull,
    userAgent: textOrNull,
    detail: { type: Schema.Types.Mixed, required: true },
  });

  schema.index({ userId: 1, _id: -1 });
  schema.index({ at: 1 });

  return schema;
});
