import type { AuditEvent } from "../Store.js";

/** An event as it lies in the table: the detail is JSON. */
export type AuditRow = Omit<AuditEvent, "detail"> & { readonly detail: string };

export const AUDIT_COLUMNS: readonly (keyof AuditRow)[] = [
  "_id",
  "userId",
  "sessionId",
  "name",
  "at",
  "ip",
  "userAgent",
  "detail",
];

export function toAuditRow(event: AuditEvent): AuditRow {
  return { ...event, detail: JSON.stringify(event.detail) };
}

export function fromAuditRow(row: AuditRow): AuditEvent {
  return { ...row, detail: JSON.parse(row.detail) };
}
