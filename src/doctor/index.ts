export { checks } from "./checks.js";
export type { Endpoint } from "./createSite.js";
export type { ServerSettings } from "./Deployment.js";
export { type Examination, type Examined, examine } from "./examine.js";
export { type Finding, SEVERITIES, type Severity } from "./Finding.js";
export { readServerSettings } from "./readServerSettings.js";
