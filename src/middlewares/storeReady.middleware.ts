import type { RequestHandler } from "express";

/** Lets a request pass once the store is open, and tries to open it again when that failed before. */
export function storeReady(open: () => Promise<void>): RequestHandler {
  return async (_req, _res, next) => {
    await open();
    next();
  };
}
