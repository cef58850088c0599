import type { IncomingMessage, ServerResponse } from "node:http";
import { Socket } from "node:net";
import { lingerAndClose } from "./httpServer.js";

/** The largest body that is read. */
export const BODY_LIMIT_BYTES = 16 * 1024;

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
