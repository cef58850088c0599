export { createMetrics, type Metrics } from "./createMetrics.js";
export { watchAudit } from "./watchAudit.js";
export { watchHashGate } from "./watchHashGate.js";
export { watchLimits, watchPasswordAttempts } from "./watchLimits.js";
export { watchMailer, watchTransport } from "./watchMail.js";
export { watchRequest } from "./watchRequest.js";
export { watchLogins, watchOpenSession } from "./watchSignIns.js";
export { watchStore } from "./watchStore.js";
