import { once } from "node:events";
import type { Server } from "node:http";

/** Resolves when the server accepts connections; rejects with a line that names the address when it cannot. */
export async function listen(server: Server, address: { host: string; port: number }): Promise<void> {
  server.listen(address.port, address.host);
  await once(server, "listening");
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
