export { type Finding, SEVERITIES, type Severity } from "./Check.js";
export { readServerSettings, type ServerSettings } from "./CheckContext.js";
export { checks } from "./checks.js";
export { type RunOptions, runChecks } from "./runChecks.js";
