export { Cleanup } from "./Cleanup.js";
export { IntervalJobs } from "./IntervalJobs.js";
