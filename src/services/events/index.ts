import { EventEmitter } from "node:events";
import type { AuditEvent } from "../../stores/Store.js";

/** What happens in the services, and what may be counted and logged of it: no token, no address, no typed text. */
export interface EventMap {
  "audit.recorded": [AuditEvent];
  "background.failed": [{ readonly error: unknown }];
  /** `job` distinguishes one hash from another. */
  "hash.queued": [{ readonly job: object; readonly lane: "priority" | "ordinary" }];
  "hash.started": [{ readonly job: object }];
  /** It found no place in the queue, and never ran. */
  "hash.refused": [{ readonly job: object; readonly error: unknown }];
  /** `error` is null after a success. */
  "hash.ended": [{ readonly job: object; readonly error: unknown }];
  /** From now on libuv's pool hashes. */
  "hash.threadsUnavailable": [{ readonly error: unknown }];
  "hash.upgradeFailed": [{ readonly error: unknown }];
  "job.failed": [{ readonly error: unknown; readonly job: FailedJob }];
  "limit.reached": [{ readonly limit: string }];
  "login.succeeded": [];
  "login.failed": [{ readonly error: unknown }];
  "mail.queued": [];
  "mail.dropped": [{ readonly mail: string; readonly limit: string }];
  "mail.sent": [];
  /** An attempt, which is repeated later. */
  "mail.failed": [];
  /** Into the outbox. The path says when and what about, never to whom or with which token. */
  "mail.written": [{ readonly file: string; readonly page?: string | null }];
  /** The app's function threw, or took too long; `event` is `null` when it had not ended at the close. */
  "onEvent.failed": [{ readonly event: string | null; readonly error: unknown }];
  "onEvent.dropped": [{ readonly event: string }];
  /** `reason` names what did not hold; `isOperators`: only whoever runs this server can end it. */
  "provider.failed": [
    { readonly provider: string; readonly code: string; readonly reason: string; readonly isOperators: boolean },
  ];
  /** A provider has said who somebody is. */
  "provider.identified": [{ readonly provider: string }];
  "refresh.decided": [{ readonly decision: RefreshDecision }];
  "session.opened": [];
  /** By a reason of its own. What ends all sessions of a user is an audit event. */
  "session.ended": [{ readonly reason: string }];
}

/** The outcome of a refresh: the decision, the reason of a revocation, `late` for a late repeat. */
export type RefreshDecision = "rotate" | "repeat" | "late" | "reuse" | "fork" | "reject";

/** A job of the queue that failed: nothing of its payload, which names people. */
export interface FailedJob {
  readonly kind: string;
  readonly attempts: number;
  readonly gaveUp: boolean;
}

/**
 * The events of one container. A service publishes where the thing happens and knows no subscriber; metrics and logs subscribe
 * (src/telemetry). It is an emitter of each container and not `node:diagnostics_channel`, whose channels belong to the whole
 * process: an app, or a test, may have several containers in one process, and each counts its own.
 *
 * A subscriber is called at once and must not throw.
 */
export class Events extends EventEmitter<EventMap> {}
