import type { AuditEventName, AuditTrail } from "../services/audit/index.js";
import type { EpochEndCause } from "../stores/Store.js";
import type { Metrics } from "./createMetrics.js";

/** What ends every session of a user by one write, and the event that tells of it. Who ends a single one appends an event. */
const ENDS_ALL: { readonly [Cause in EpochEndCause | "deleted"]: AuditEventName } = {
  "logout-all": "signed_out_everywhere",
  "password-change": "password_changed",
  "password-reset": "password_reset",
  disabled: "account_disabled",
  deleted: "account_deleted",
};
const CAUSES: ReadonlyMap<AuditEventName, string> = new Map(
  Object.entries(ENDS_ALL).map(([cause, event]) => [event, cause]),
);

/** The same trail, whose events are counted, and with them the ends of sessions. */
export function watchAudit(audit: AuditTrail, metrics: Metrics): AuditTrail {
  return {
    ...audit,
    record: (entry) => {
      metrics.securityEvents.inc({ event: entry.name });
      const cause = CAUSES.get(entry.name);
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
