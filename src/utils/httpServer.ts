import { once } from "node:events";
import type { Server } from "node:http";
import type { Socket } from "node:net";
import { SECOND } from "./duration.js";

/** Resolves when the server accepts connections; rejects with a line that names the address when it cannot. */
export async function listen(server: Server, address: { host: string; port: number }): Promise<void> {
  server.listen(address.port, address.host);
  await once(server, "listening");
}

/** Enough for a client to read an answer that came while it was still sending. */
const LINGER = 2 * SECOND;

/**
 * Sends what is left and closes when the client does, or after a while. RFC 9112 section 9.6: closing at once, with bytes of the
 * client unread, would reset the connection, and the answer with it.
 */
export function lingerAndClose(socket: Socket): void {
  socket.end();
  const giveUp = setTimeout(() => socket.destroy(), LINGER);
  socket.once("close", () => clearTimeout(giveUp));
}

const IDLE_SWEEP_MS = 50;

/**
 * Stops accepting, and resolves when the last answer is out. Connections that only wait are closed; after `patience`
 * milliseconds also those of clients that never finish, so that they cannot keep the store from being closed in order.
 */
export async function closeServer(server: Server, patience: number): Promise<void> {
  // RFC 9112 section 9.6: who is about to close says so with the answer. Otherwise a busy proxy would go on with the
  // connection until it is cut off in the middle of a request.
  server.prependListener("request", (_request, response) => {
    response.shouldKeepAlive = false;
  });
  const sweep = setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS);
  const giveUp = setTimeout(() => server.closeAllConnections(), patience);
  try {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  } finally {
    clearInterval(sweep);
    clearTimeout(giveUp);
  }
}
