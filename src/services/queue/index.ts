export { type JobHandler, JobRunner, type NewJob, PermanentJobError } from "./JobRunner.js";
