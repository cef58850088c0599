import type { ServerResponse } from "node:http";

/** The envelope of every success: `{ statusCode, data, message, success: true }`. */
export class ApiResponse<T> {
  readonly statusCode: number;
  readonly data: T;
  readonly message: string;
  readonly success = true;

  constructor(statusCode: number, data: T, message: string) {
    this.statusCode = statusCode;
    this.data = data;
    this.message = message;
  }
}

/** Answers with the envelope, under its status. */
export function sendAnswer<T>(res: ServerResponse, answer: ApiResponse<T>): void {
  sendJson(res, answer.statusCode, answer);
}

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
