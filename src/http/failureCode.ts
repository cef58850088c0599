import type { ServerResponse } from "node:http";
import type { ErrorCode } from "../utils/errorCodes.js";

const codes = new WeakMap<ServerResponse, ErrorCode>();

/** Keeps why a request failed, for the line about it in the log. */
export function setFailureCode(res: ServerResponse, code: ErrorCode): void {
  codes.set(res, code);
}

export function failureCodeOf(res: ServerResponse): ErrorCode | undefined {
  return codes.get(res);
}
