export { AuditLog, appendBounded } from "./AuditLog.js";
export { AUDIT_EVENTS, type AuditEventName } from "./auditEvents.js";
export { type AuditEvent, EventDelivery, type OnEvent } from "./EventDelivery.js";
