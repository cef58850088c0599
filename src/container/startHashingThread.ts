import { Worker } from "node:worker_threads";

/**
 * Starts the program of a hashing thread. Its path is right for a module in a folder of `dist` and for the server's bundle, which
 * lies in another folder there. The host's own options, such as `--import` of its instrumentation, are not for this thread.
 */
export function startHashingThread(): Worker {
  return new Worker(new URL("../services/password/hashInThread.js", import.meta.url), { execArgv: [] });
}
