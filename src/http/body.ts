import type { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { ApiError } from "../utils/ApiError.js";
import { SECOND } from "../utils/duration.js";

export const BODY_LIMIT_BYTES = 16 * 1024;

/** Returns the object or list in the body, or `undefined` if it is empty. Throws BODY_TOO_LARGE, INVALID_JSON. */
export async function readJsonBody(req: IncomingMessage): Promise<object | undefined> {
  const body = await readBody(req);
  return body.length === 0 ? undefined : parseObject(body);
}

/** Returns the fields of a form; of several with one name the last. Throws BODY_TOO_LARGE. */
export async function readFormBody(req: IncomingMessage): Promise<Readonly<Record<string, string>>> {
  return Object.fromEntries(new URLSearchParams((await readBody(req)).toString()));
}

/** The part beyond the limit is not read. */
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
    // The client is gone: nobody reads the response, but the log has the request.
    req.on("error", () => reject(new ApiError("INVALID_JSON")));
  });
}

/** The parser's message quotes the body, and so perhaps a password: it is dropped. */
function parseObject(body: Buffer): object {
  try {
    // Replacement characters would make two different passwords one.
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Thrown below.
  }
  throw new ApiError("INVALID_JSON");
}

const bounded = new WeakSet<ServerResponse>();

/** Whether a request announces a body above the limit. */
export function announcesTooMuch({ headers }: IncomingMessage): boolean {
  return Number(headers["content-length"] ?? 0) > BODY_LIMIT_BYTES;
}

/**
 * Closes the connection after a response that is sent before the body has arrived, if that body is large or of unknown length.
 * Node would read and discard all of it to keep the connection, however long that takes (CWE-400). A small body is discarded, and
 * the connection kept.
 */
export function closeOnUnreadBody(req: IncomingMessage, res: ServerResponse): void {
  if (!mayStayUnread(req) || bounded.has(res)) return;
  bounded.add(res);
  // Not before the headers: if the body has been read by then, the connection stays.
  res.writeHead = new Proxy(res.writeHead, {
    apply: (writeHead, self, headers) => {
      if (!req.complete) stopReading(req, res);
      return Reflect.apply(writeHead, self, headers);
    },
  });
}

function mayStayUnread(req: IncomingMessage): boolean {
  return req.headers["transfer-encoding"] !== undefined || announcesTooMuch(req);
}

function stopReading(req: IncomingMessage, res: ServerResponse): void {
  res.shouldKeepAlive = false;
  // Node discards a body that nobody began to read. After this it buffers what the stream may hold, and then stops.
  req.read();
  const { socket } = req;
  // The connection of latchkey/fetch is not a network connection, and needs no such care.
  if (!(socket instanceof Socket)) return;
  socket.destroySoon = () => lingerAndClose(socket);
}

/** Enough for a client to read a response that came while it was still sending. */
const LINGER = 2 * SECOND;

/**
 * Sends what is left and closes when the client does, or after a timeout. RFC 9112 section 9.6: closing at once, with bytes of the
 * client unread, would reset the connection, and the client could lose the response.
 */
function lingerAndClose(socket: Socket): void {
  socket.end();
  const giveUp = setTimeout(() => socket.destroy(), LINGER);
  socket.once("close", () => clearTimeout(giveUp));
}
