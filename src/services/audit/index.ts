export { type AuditEntry, type AuditEventName, type AuditTrail, createAuditTrail } from "./auditTrail.js";
