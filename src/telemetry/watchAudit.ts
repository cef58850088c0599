import type { AuditEventName, AuditTrail } from "../services/audit/index.js";
import type { Metrics } from "./createMetrics.js";

/** Events that end every session of a user by one write. Who ends a single one appends an event with its cause. */
const ENDS_ALL: { readonly [Name in AuditEventName]?: string } = {
  signed_out_everywhere: "logout-all",
  password_changed: "password-change",
  password_reset: "password-reset",
  account_deleted: "deleted",
};

/** The same trail, whose events are counted, and with them the ends of sessions. */
export function watchAudit(audit: AuditTrail, metrics: Metrics): AuditTrail {
  return {
    ...audit,
    record: (entry) => {
      metrics.securityEvents.inc({ event: entry.name });
      const cause = ENDS_ALL[entry.name];
      if (cause !== undefined) metrics.sessionsEnded.inc({ cause });
      audit.record(entry);
    },
    append: (event) => {
      metrics.securityEvents.inc({ event: event.name });
      metrics.sessionsEnded.inc({ cause: String(event.detail["reason"]) });
      audit.append(event);
    },
  };
}
