import type { ServerResponse } from "node:http";
import { sendJson } from "./sendJson.js";

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
