import type { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { ApiError } from "../utils/ApiError.js";
import { SECOND } from "../utils/duration.js";

/** The largest body that is read. */
export const BODY_LIMIT_BYTES = 16 * 1024;

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

const bounded = new WeakSet<ServerResponse>();

/** Whether a request announces a body that is not read, whatever is in it. */
export function announcesTooMuch({ headers }: IncomingMessage): boolean {
  return Number(headers["content-length"] ?? 0) > BODY_LIMIT_BYTES;
}

/**
 * Ends the connection with an answer that is given before the body has arrived, when that body is large or of unknown length.
 * Node would read and discard it to its end to keep the connection, however long that takes (CWE-400). A small one is discarded,
 * and the connection kept.
 */
export function closeOnUnreadBody(req: IncomingMessage, res: ServerResponse): void {
  if (!mayStayUnread(req) || bounded.has(res)) return;
  bounded.add(res);
  // With the headers, and no sooner: a body that is read by then costs no connection.
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
  // Node discards what nobody has begun to read. Of this it takes as much as the stream may hold, and then no more.
  req.read();
  const { socket } = req;
  // The connection of latchkey/fetch is none of the network, and needs no such care.
  if (!(socket instanceof Socket)) return;
  socket.destroySoon = () => lingerAndClose(socket);
}

/** Enough for a client to read an answer that came while it was still sending. */
const LINGER = 2 * SECOND;

/**
 * Sends what is left and closes when the client does, or after a while. RFC 9112 section 9.6: closing at once, with bytes of the
 * client unread, would reset the connection, and the answer with it.
 */
function lingerAndClose(socket: Socket): void {
  socket.end();
  const giveUp = setTimeout(() => socket.destroy(), LINGER);
  socket.once("close", () => clearTimeout(giveUp));
}
