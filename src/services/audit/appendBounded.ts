import type { AuditEvent, AuditStore } from "../../stores/Store.js";
import type { AuditEventName } from "./auditEvents.js";

/** How many events of one account are kept. */
export const MAX_EVENTS = 2000;

/** So many go in one step at most, so that no request waits long behind it. */
const TRIM_LIMIT = 500;

/** One event in so many has the account's log trimmed: between two steps it grows by about as many. */
const TRIM_EVERY = 64;

/**
 * In what order events go when there are too many. First what somebody without the password can cause again and again, so
 * that a flood of it pushes out nothing else; then the routine of sessions; a theft or a change of the account last.
 */
const RANKS: Readonly<Record<AuditEventName, number>> = {
  sign_in_failed: 0,
  password_refused: 0,
  refreshed_late: 0,
  stale_retry_refused: 0,
  settings_changed: 0,
  data_exported: 0,
  token_repeated_from_other_network: 1,
  signed_in: 1,
  signed_out: 1,
  signed_out_everywhere: 1,
  session_replaced: 1,
  session_revoked: 1,
  session_expired: 1,
  registered: 2,
  token_reused: 2,
  token_forked: 2,
  state_rollback: 2,
  username_changed: 2,
  password_changed: 2,
  password_reset: 2,
  email_verified: 2,
  email_change_requested: 2,
  email_changed: 2,
  account_disabled: 2,
  account_enabled: 2,
  roles_changed: 2,
  account_deleted: 2,
};

/**
 * Writes an event and keeps the log of its account bounded. Which events are followed by a trim is decided by their random
 * ids: no process has to remember whose log has grown, and nobody can write so that it is never trimmed.
 */
export async function appendBounded(
  store: Pick<AuditStore, "append" | "trimByUser">,
  event: AuditEvent,
): Promise<void> {
  await store.append(event);
  const { userId } = event;
  if (userId === null || !isTrimDue(event._id)) return;
  await store.trimByUser({ userId, max: MAX_EVENTS, limit: TRIM_LIMIT, ranks: RANKS });
}

function isTrimDue(id: string): boolean {
  return Number.parseInt(id.slice(-2), 16) % TRIM_EVERY === 0;
}
