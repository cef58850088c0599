export { type AuditEventName, type AuditTrail, createAuditTrail } from "./auditTrail.js";
