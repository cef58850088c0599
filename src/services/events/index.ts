import { EventEmitter } from "node:events";
import type { AuditEvent } from "../../stores/Store.js";

/** What happens in the services, and what may be counted and logged of it: no token, no address, no typed text. */
export interface EventMap {
  "audit.recorded": [AuditEvent];
  "background.failed": [{ readonly error: unknown }];
  "job.failed": [{ readonly error: unknown; readonly job: FailedJob }];
  "limit.reached": [{ readonly limit: string }];
  "mail.queued": [];
  "mail.dropped": [{ readonly mail: string; readonly limit: string }];
  "mail.sent": [];
  /** An attempt, which is repeated later. */
  "mail.failed": [];
  /** Into the outbox. The path says when and what about, never to whom or with which token. */
  "mail.written": [{ readonly file: string }];
  /** By a reason of its own. What ends all sessions of a user is an audit event. */
  "session.ended": [{ readonly reason: string }];
}

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
