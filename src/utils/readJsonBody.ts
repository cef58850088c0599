import type { IncomingMessage } from "node:http";
import { ApiError } from "./ApiError.js";
import { BODY_LIMIT_BYTES } from "./unreadBody.js";

/**
 * The object or list in the body of a request, or nothing where the body is empty. Rejects with BODY_TOO_LARGE as soon as there is
 * too much, and with INVALID_JSON.
 */
export async function readJsonBody(req: IncomingMessage): Promise<object | undefined> {
  const body = await readBody(req);
  return body.length === 0 ? undefined : parseObject(body);
}

/** What is too much stays where it is. */
function readBody(req: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    req.on("data", (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size <= BODY_LIMIT_BYTES) return;
      req.pause();
      reject(new ApiError("BODY_TOO_LARGE"));
    });
    req.on("end", () => resolve(Buffer.concat(chunks)));
    // The client is gone: nobody reads the answer, but the log has the request.
    req.on("error", () => reject(new ApiError("INVALID_JSON")));
  });
}

/** The parser's message quotes the body, and so perhaps a password: it goes nowhere. */
function parseObject(body: Buffer): object {
  try {
    // Replacement characters would make two different passwords one.
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Answered below.
  }
  throw new ApiError("INVALID_JSON");
}
