import { collectDefaultMetrics } from "prom-client";
import { AUDIT_EVENTS } from "../services/audit/index.js";
import { HASHING_LANES } from "../services/password/index.js";
import { limitNames } from "../services/rateLimit/index.js";
import { createDescribedRegistry } from "./describedRegistry.js";
import { snapshotOf } from "./snapshots.js";

export type Metrics = ReturnType<typeof createMetrics>;

const REQUEST_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const STORE_SECONDS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5, 10];
const HASH_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/**
 * All that is counted, in a registry of its own, so that two instances in one process share nothing. Labels are words of
 * this program (a route's pattern, a verb, an outcome), never what a client sent: a label that strangers choose would fill
 * the memory.
 */
export function createMetrics() {
  const { registry, descriptions, counter, gauge, histogram } = createDescribedRegistry();

  const metrics = {
    requests: counter("http_requests_total", "Requests, by the class of the status.", ["route", "method", "status"]),
    requestSeconds: histogram(
      "http_request_duration_seconds",
      "From the head of a request to the end of its answer.",
      REQUEST_SECONDS,
      ["route", "method"],
    ),
    logins: counter("logins_total", "Sign-ins: signed_in, or the code of the refusal in lower case.", ["outcome"]),
    refreshes: counter(
      "refreshes_total",
      "Refreshes: rotate, repeat, late, reuse, fork, reject. Reuse and fork end the session, also at a sign-out or a sign-in.",
      ["decision"],
    ),
    sessionsOpened: counter("sessions_opened_total", "Sessions opened."),
    sessionsEnded: counter(
      "sessions_ended_total",
      "Ends of sessions. The end of all sessions of a user counts once; expiry is not counted.",
      ["cause"],
    ),
    securityEvents: counter("security_events_total", "Events of the audit log.", ["event"]),
    rateLimited: counter("rate_limited_total", "Attempts refused by a limit.", ["limit"]),
    hashesWaiting: gauge("hashes_waiting", "Password hashes that wait, in both lanes."),
    hashesRunning: gauge("hashes_running", "Password hashes under way."),
    hashesRefused: counter(
      "hashes_refused_total",
      "Password hashes refused because a lane or a network's share of it was full.",
    ),
    hashWaitSeconds: histogram("hash_wait_seconds", "Wait of a password hash: priority or ordinary.", HASH_SECONDS, [
      "lane",
    ]),
    hashSeconds: histogram("hash_duration_seconds", "Time of a password hash, without its wait.", HASH_SECONDS),
    storeSeconds: histogram(
      "store_duration_seconds",
      "Time of a call of the store: ok, unavailable, error.",
      STORE_SECONDS,
      ["verb", "outcome"],
    ),
    mails: counter(
      "mails_total",
      "Mails: queued, dropped (over the recipient's limit), sent, failed (an attempt, which is repeated later).",
      ["outcome"],
    ),
    providerAnswers: counter(
      "provider_answers_total",
      "What providers answered at sign-ins: identified, or the code of the failure in lower case.",
      ["provider", "outcome"],
    ),
    jobFailures: counter("job_failures_total", "Jobs that failed, and whether that was the last try.", [
      "kind",
      "gave_up",
    ]),
    backgroundFailures: counter(
      "background_failures_total",
      "Work after an answer that failed; the log has the cause.",
    ),
  };

  // A rate over a counter that appears with its first event is zero: the first theft would raise no alert.
  for (const decision of ["rotate", "repeat", "late", "reuse", "fork", "reject"])
    metrics.refreshes.inc({ decision }, 0);
  for (const outcome of ["signed_in", "invalid_credentials"]) metrics.logins.inc({ outcome }, 0);
  for (const outcome of ["queued", "dropped", "sent", "failed"]) metrics.mails.inc({ outcome }, 0);
  for (const event of Object.keys(AUDIT_EVENTS)) metrics.securityEvents.inc({ event }, 0);
  for (const lane of HASHING_LANES) metrics.hashWaitSeconds.zero({ lane });
  for (const limit of limitNames) metrics.rateLimited.inc({ limit }, 0);

  return {
    ...metrics,
    descriptions,
    contentType: registry.contentType,
    /** Every metric in Prometheus' text format. */
    render: () => registry.metrics(),
    /** The same as data, to be added to that of other processes. */
    snapshot: () => snapshotOf(registry),
    /** Adds the processor, memory and event loop of this process. Not for a library: they are the host's, and global. */
    addProcess: () => collectDefaultMetrics({ register: registry }),
  };
}
