import { ApiError } from "../utils/ApiError.js";
import type { Logger } from "../utils/logger.js";
import type { Credentials, Identify, Identity } from "./auth.middleware.js";

/** Who is asking, or `null` for anybody without a valid token. An outage throws: it must not sign anybody out. */
export function createIdentifyOrNull(identify: Identify, logger: Pick<Logger, "warn">) {
  return async (credentials: Credentials, { refuseExpired = false } = {}): Promise<Identity | null> => {
    try {
      return await identify(credentials);
    } catch (error) {
      if (!isOfNobody(error, logger)) throw error;
      if (refuseExpired && error.code === "ACCESS_TOKEN_EXPIRED") throw error;
      return null;
    }
  };
}

/** A cookie from a page that is not allowed counts as none; the log says which page, and the setting. */
function isOfNobody(error: unknown, logger: Pick<Logger, "warn">): error is ApiError {
  if (!(error instanceof ApiError)) return false;
  const { code, diagnosis, message, statusCode } = error;
  if (code === "ORIGIN_NOT_ALLOWED") logger.warn({ code, ...diagnosis }, message);
  return code === "ORIGIN_NOT_ALLOWED" || statusCode === 401;
}

/** Whether a browser opens a page, before which no script could have refreshed an expired token. */
export function opensPage({ headers }: Pick<Credentials, "headers">): boolean {
  return headers["sec-fetch-mode"] === "navigate";
}
