export { serve } from "./serve.js";
export { serveByWorkers } from "./serveByWorkers.js";
export { asWorker } from "./worker.js";
