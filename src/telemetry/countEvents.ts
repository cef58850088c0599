import type { Span } from "@opentelemetry/api";
import type { AuditEventName } from "../services/audit/index.js";
import type { Events } from "../services/events/index.js";
import type { EpochEndCause } from "../stores/Store.js";
import { StoreUnavailableError } from "../stores/StoreUnavailableError.js";
import { ApiError } from "../utils/ApiError.js";
import type { Metrics } from "./createMetrics.js";
import { endFailed, stopwatch, tracer } from "./tracing.js";

/** What ends every session of a user by one write, and the events that report it. The end of a single session is its own event. */
const ENDS_ALL: { readonly [Cause in EpochEndCause | "deleted"]: readonly AuditEventName[] } = {
  "logout-all": ["signed_out_everywhere"],
  "password-change": ["password_changed"],
  "password-reset": ["password_reset"],
  disabled: ["account_disabled"],
  "factor-change": ["totp_enabled", "totp_disabled", "passkey_added", "passkey_removed", "second_factors_reset"],
  deleted: ["account_deleted"],
};
const CAUSES: ReadonlyMap<string, string> = new Map(
  Object.entries(ENDS_ALL).flatMap(([cause, events]) => events.map((event) => [event, cause])),
);

/** Counts what happens in a container. */
export function countEvents(events: Events, metrics: Metrics): void {
  events.on("audit.recorded", ({ name }) => {
    metrics.securityEvents.inc({ event: name });
    const cause = CAUSES.get(name);
    if (cause !== undefined) metrics.sessionsEnded.inc({ cause });
  });
  events.on("login.succeeded", () => metrics.logins.inc({ outcome: "signed_in" }));
  events.on("login.failed", ({ error }) => metrics.logins.inc({ outcome: outcomeOf(error) }));
  events.on("refresh.decided", ({ decision }) => metrics.refreshes.inc({ decision }));
  events.on("session.opened", () => metrics.sessionsOpened.inc());
  events.on("session.ended", ({ reason }) => metrics.sessionsEnded.inc({ cause: reason }));
  events.on("limit.reached", ({ limit }) => metrics.rateLimited.inc({ limit }));
  for (const outcome of ["queued", "dropped", "sent", "failed"] as const) {
    events.on(`mail.${outcome}`, () => metrics.mails.inc({ outcome }));
  }
  events.on("provider.identified", ({ provider }) => metrics.providerAnswers.inc({ provider, outcome: "identified" }));
  events.on("provider.failed", ({ provider, code }) =>
    metrics.providerAnswers.inc({ provider, outcome: code.toLowerCase() }),
  );
  events.on("job.failed", ({ job }) => metrics.jobFailures.inc({ kind: job.kind, gave_up: String(job.gaveUp) }));
  events.on("background.failed", () => metrics.backgroundFailures.inc());
  countHashes(events, metrics);
}

function outcomeOf(error: unknown): string {
  if (error instanceof ApiError) return error.code.toLowerCase();
  return error instanceof StoreUnavailableError ? "store_unavailable" : "internal";
}

/** Counts password hashes: how many wait, run and are refused, how long they wait in each lane and how long they run. */
function countHashes(events: Events, metrics: Metrics): void {
  const hashes = new WeakMap<object, { lane: string; span: Span; seconds: () => number }>();

  events.on("hash.queued", ({ job, lane }) => {
    metrics.hashesWaiting.inc();
    hashes.set(job, { lane, span: tracer.startSpan("password hash"), seconds: stopwatch() });
  });
  events.on("hash.refused", ({ job, error }) => {
    metrics.hashesWaiting.dec();
    metrics.hashesRefused.inc();
    const hash = hashes.get(job);
    if (hash !== undefined) endFailed(hash.span, error);
  });
  events.on("hash.started", ({ job }) => {
    metrics.hashesWaiting.dec();
    metrics.hashesRunning.inc();
    const hash = hashes.get(job);
    if (hash === undefined) return;
    metrics.hashWaitSeconds.observe({ lane: hash.lane }, hash.seconds());
    hash.seconds = stopwatch();
  });
  events.on("hash.ended", ({ job, error }) => {
    metrics.hashesRunning.dec();
    const hash = hashes.get(job);
    if (hash === undefined) return;
    metrics.hashSeconds.observe(hash.seconds());
    if (error === null) hash.span.end();
    else endFailed(hash.span, error);
  });
}
