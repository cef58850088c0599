import { Schema } from "mongoose";
import type { AuditEvent } from "../stores/Store.js";
import { integer, modelOf, recordSchema, text, textOrNull } from "./fields.js";

const auditEventSchema = recordSchema<AuditEvent>({
  _id: text,
  userId: textOrNull,
  sessionId: textOrNull,
  name: text,
  at: integer,
  ip: textOrNull,
  userAgent: textOrNull,
  detail: { type: Schema.Types.Mixed, required: true },
});

auditEventSchema.index({ userId: 1, _id: -1 });
auditEventSchema.index({ at: 1 });

export const createAuditEventModel = modelOf("AuditEvent", auditEventSchema, "auditEvents");
