export { createMetrics, type Metrics } from "./createMetrics.js";
export { aggregate, countersOf, createPoolMetrics, type MetricsSnapshot, renderTogether } from "./snapshots.js";
export { watchAudit } from "./watchAudit.js";
export { watchHashingQueue } from "./watchHashingQueue.js";
export { watchMailer, watchTransport } from "./watchMail.js";
export { watchRateLimits } from "./watchRateLimits.js";
export { watchRequest } from "./watchRequest.js";
export { watchLogins } from "./watchSignIns.js";
export { watchStore } from "./watchStore.js";
