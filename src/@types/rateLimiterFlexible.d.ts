/*
 * The two files of rate-limiter-flexible that Latchkey uses, as far as it uses them. The package types its index alone, which
 * would load a client of every database that it knows.
 */

declare module "rate-limiter-flexible/lib/RateLimiterRes.js" {
  export default class RateLimiterRes {
    constructor(remainingPoints: number, msBeforeNext: number, consumedPoints: number);
    readonly msBeforeNext: number;
  }
}

declare module "rate-limiter-flexible/lib/RateLimiterStoreAbstract.js" {
  import type RateLimiterRes from "rate-limiter-flexible/lib/RateLimiterRes.js";

  export default abstract class RateLimiterStoreAbstract<Stored> {
    /** `duration` in seconds. */
    constructor(options: { points: number; duration: number; keyPrefix: string });
    readonly points: number;
    /** Rejects with a RateLimiterRes when the limit is reached, and with an error when the store fails. */
    consume(key: string): Promise<RateLimiterRes>;
    protected abstract _upsert(key: string, points: number, msDuration: number): Promise<Stored>;
    protected abstract _getRateLimiterRes(key: string, points: number, stored: Stored): RateLimiterRes;
  }
}
