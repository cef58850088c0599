import type { RequestHandler } from "express";
import type { Limits } from "../services/rateLimit/index.js";
import { ipKey } from "../utils/ipKey.js";
import type { LimitName } from "../utils/limits.js";

type PurposeOf<Name extends string> = Name extends `${infer Purpose}.ip` ? Purpose : never;

/** What a client may do without a token. Each purpose has a limit by address. */
type Purpose = PurposeOf<LimitName>;

type SharedLimit<Name extends string> = `${Name}.global` extends LimitName ? `${Name}.global` : null;

/**
 * The limit that everybody shares, or `null`. The types follow the table of limits: who adds one there cannot forget it here.
 * `login.global` is counted by the service, which knows whether the device is known: those must get in however many strangers
 * try.
 */
const SHARED: { readonly [Name in Exclude<Purpose, "login">]: SharedLimit<Name> } & { readonly login: null } = {
  login: null,
  register: "register.global",
  refresh: null,
  forgot: "forgot.global",
  resend: "resend.global",
  verify: null,
  reset: null,
};

export type LimitRequests = (purpose: Purpose) => RequestHandler;

/**
 * Makes the guard that counts a request before anything reads its body: by the address that Express finds under `trust
 * proxy`, so that nobody can write an address of their own. The guard fails with RATE_LIMITED, STORE_UNAVAILABLE.
 */
export function limitRequests(limits: Limits): LimitRequests {
  return (purpose) => async (req, _res, next) => {
    // First, so that one address that is over its limit uses up nothing of what everybody shares.
    await limits.consume(`${purpose}.ip`, ipKey(req.ip));
    const shared = SHARED[purpose];
    if (shared !== null) await limits.consume(shared, "all");
    next();
  };
}
