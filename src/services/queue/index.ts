export { HopelessJobError } from "./HopelessJobError.js";
export { createJobRunner, type JobHandler, type JobRunner, type NewJob } from "./jobRunner.js";
