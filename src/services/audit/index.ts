export { appendBounded } from "./appendBounded.js";
export { AUDIT_EVENTS, type AuditEventName } from "./auditEvents.js";
export { type AuditTrail, createAuditTrail } from "./auditTrail.js";
