import type { RequestHandler } from "express";
import { ApiResponse, sendAnswer } from "../utils/ApiResponse.js";

export function createOpsController(deps: { ping: () => Promise<void> }) {
  /** The process answers. It touches no store, so an outage of the database restarts nothing. */
  const live: RequestHandler = (_req, res) => {
    sendAnswer(res, new ApiResponse(200, { status: "live" }, "Live."));
  };

  const ready: RequestHandler = async (_req, res) => {
    await deps.ping();
    sendAnswer(res, new ApiResponse(200, { status: "ready" }, "Ready."));
  };

  return { live, ready };
}
