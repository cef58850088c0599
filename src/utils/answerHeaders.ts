import type { ServerResponse } from "node:http";

/** Nobody may keep an answer about a session, or take it for anything but what it says it is. */
export function setAnswerHeaders(res: ServerResponse): void {
  res.setHeader("Cache-Control", "no-store");
  res.setHeader("X-Content-Type-Options", "nosniff");
}
