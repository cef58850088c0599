import type { ServerResponse } from "node:http";

/**
 * Answers with JSON. Straight to Node: Express's own way looks for settings, charsets and ETags, which costs as much as a
 * session's check and finds nothing, as no answer here may be kept.
 */
export function sendJson(res: ServerResponse, statusCode: number, body: object): void {
  const text = JSON.stringify(body);
  res.statusCode = statusCode;
  res.setHeader("Content-Type", "application/json; charset=utf-8");
  res.setHeader("Content-Length", Buffer.byteLength(text));
  res.end(text);
}
