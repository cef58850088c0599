export { countEvents } from "./countEvents.js";
export { createMetrics, type Metrics } from "./createMetrics.js";
export { logEvents } from "./logEvents.js";
export { aggregate, countersOf, createPoolMetrics, type MetricsSnapshot, renderTogether } from "./snapshots.js";
export { watchRequest } from "./watchRequest.js";
export { watchStore } from "./watchStore.js";
