import type { RequestHandler } from "express";
import type { LimitName, Limits } from "../services/rateLimit/index.js";

type PurposeOf<Name extends string> = Name extends `${infer Purpose}.ip` ? Purpose : never;

/** What a client may do without a token. Each purpose has a limit by address. */
type Purpose = PurposeOf<LimitName>;

export type LimitRequests = (purpose: Purpose) => RequestHandler;

/**
 * Makes the guard that counts a request before anything looks at its body: by the address that Express finds under `trust
 * proxy`, so that nobody can write an address of their own. What everybody shares is counted by the services, last and only
 * for what will be done: here a request without a valid body could use it up. The guard fails with RATE_LIMITED,
 * STORE_UNAVAILABLE.
 */
export function limitRequests(limits: Limits): LimitRequests {
  return (purpose) => async (req, _res, next) => {
    await limits.consumeAddress(`${purpose}.ip`, req.ip);
    next();
  };
}
