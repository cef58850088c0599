import type { AuditEvent, AuditStore } from "../../stores/Store.js";
import { newId } from "../../utils/ids.js";

/** Every event that the trail knows. */
export type AuditEventName = "token_reused" | "token_forked" | "state_rollback";

export interface AuditEntry {
  name: AuditEventName;
  at: number;
  userId: string | null;
  sessionId: string | null;
  ip: string | null;
  userAgent: string | null;
  detail: AuditEvent["detail"];
}

export interface AuditTrail {
  record(entry: AuditEntry): Promise<void>;
}

export function createAuditTrail(store: AuditStore): AuditTrail {
  return {
    record: (entry) => store.append({ _id: newId(entry.at), ...entry }),
  };
}
