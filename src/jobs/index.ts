export { createJobs } from "./createJobs.js";
export { createPurge } from "./purge.js";
