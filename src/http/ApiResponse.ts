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

/** Sends the envelope, under its status. */
export function sendEnvelope<T>(res: ServerResponse, envelope: ApiResponse<T>): void {
  sendJson(res, envelope.statusCode, envelope);
}

/** Sends JSON straight to Node: `res.json` of Express costs as much as the check of a session and adds nothing here. */
export function sendJson(res: ServerResponse, statusCode: number, body: object): void {
  const text = JSON.stringify(body);
  res.statusCode = statusCode;
  res.setHeader("Content-Type", "application/json; charset=utf-8");
  res.setHeader("Content-Length", Buffer.byteLength(text));
  res.end(text);
}
