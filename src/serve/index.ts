export { startBanner } from "./banner.js";
export { startFailure } from "./startFailure.js";
export { PACKAGE_FOLDER, VERSION } from "./version.js";
export { asWorker } from "./worker.js";

/*
 * Loaded on demand: a native module that cannot be loaded would otherwise end the process before `startFailure` could say how to
 * fix it, and no command but `serve` needs Express.
 */
export const serve: typeof import("./serve.js").serve = async (...args) => (await import("./serve.js")).serve(...args);

export const serveByWorkers: typeof import("./serveByWorkers.js").serveByWorkers = async (...args) =>
  (await import("./serveByWorkers.js")).serveByWorkers(...args);
