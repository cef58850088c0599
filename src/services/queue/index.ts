export { HopelessJobError } from "./HopelessJobError.js";
export { createJobRunner, type JobFailure, type JobHandler, type JobRunner, type NewJob } from "./jobRunner.js";
