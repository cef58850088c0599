import type { Response } from "express";
import { ApiError } from "../utils/ApiError.js";
import type { AuthCookies } from "./authCookies.js";

/**
 * Redeems an answer of a provider, which works once, so its cookie goes with it. What may not have been redeemed, because of an outage
 * or a limit, can be sent again.
 */
export async function spendFlow<Result>(
  res: Response,
  { slot, cookies }: { slot: number; cookies: AuthCookies },
  redeem: () => Promise<Result>,
): Promise<Result> {
  try {
    const result = await redeem();
    cookies.clearFlow(res, slot);
    return result;
  } catch (error) {
    if (isFinal(error)) cookies.clearFlow(res, slot);
    throw error;
  }
}

function isFinal(error: unknown): boolean {
  return error instanceof ApiError && error.statusCode < 500 && error.code !== "RATE_LIMITED";
}
