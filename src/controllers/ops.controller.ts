import type { RequestHandler } from "express";
import { ApiResponse, sendAnswer } from "../http/ApiResponse.js";
import { ApiError } from "../utils/ApiError.js";

export function createOpsController(deps: { isReady: () => Promise<void>; isStopping: () => boolean }) {
  /** The process answers. It touches no store, so an outage of the database restarts nothing. */
  const live: RequestHandler = (_req, res) => {
    sendAnswer(res, new ApiResponse(200, { status: "live" }, "Live."));
  };

  /** Whether to send requests here: not while the store takes no write, and not once the process is about to end. */
  const ready: RequestHandler = async (_req, res) => {
    if (deps.isStopping()) throw new ApiError("SHUTTING_DOWN");
    await deps.isReady();
    sendAnswer(res, new ApiResponse(200, { status: "ready" }, "Ready."));
  };

  return { live, ready };
}
