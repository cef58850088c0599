import { once } from "node:events";
import type { RequestListener, Server } from "node:http";
import { Server as NetServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { Express } from "express";
import { announcesTooMuch } from "../http/body.js";
import { createServer } from "../http/createServer.js";
import { SECOND } from "../utils/duration.js";

const BOUNDS = {
  requestTimeout: 20 * SECOND,
  headersTimeout: 10 * SECOND,
  // Longer than proxies keep an idle connection: nginx and load balancers 60 s, Traefik 90 s, Caddy 120 s. The side that closes first
  // may meet a request that is on its way, and a proxy answers 502 for a POST that it may not send twice.
  keepAliveTimeout: 130 * SECOND,
  connectionsCheckingInterval: 2 * SECOND,
  maxHeaderSize: 16_384,
};

/** An HTTP server for `app` whose requests are bounded in size and time. It does not listen yet. */
export function createHttpServer(app: Express): Server {
  const server = createServer(app, BOUNDS);
  // Node drops the headers after the 2000th without a word, and they fit into 16 KiB: the address or the token that a proxy
  // writes last would be gone. 0 is no limit of their number.
  server.maxHeadersCount = 0;
  // Node would ask everybody for the body. A client that announces too much gets the final answer instead of 100.
  server.on("checkContinue", (req, res) => {
    if (!announcesTooMuch(req)) res.writeContinue();
    server.emit("request", req, res);
  });
  // The app answers 417, with its headers and in its form.
  server.on("checkExpectation", (req, res) => void server.emit("request", req, res));
  return server;
}

/** Resolves when the server accepts connections; rejects with a line that names the address when it cannot. */
export async function listen(server: Server, address: { host: string; port: number }): Promise<void> {
  server.listen(address.port, address.host);
  await once(server, "listening");
}

/** When nobody connects for so long, no connection is on its way. */
const QUIET = 25;
/** So many times somebody may still connect: then somebody always does. */
const MAX_ROUNDS = 20;
const IDLE_SWEEP = 50;

interface Stop {
  /** For so many milliseconds the server goes on. */
  readonly drain: number;
  /** So many milliseconds later clients that never finish are cut off: they must not keep the store from being closed in order. */
  readonly timeout: number;
  /** Default: the port is this process's alone. */
  readonly port?: Port;
}

/** The port at a stop. */
export interface Port {
  /** Resolves when the process that accepts connections has looked for them once more and has handed them out. */
  connectionsAccepted(): Promise<void>;
  /** Resolves when nobody can connect any more. */
  closed(): Promise<void>;
}

const ownPort: Port = {
  // The event loop accepts connections before it runs immediates, and what is called there is in the same turn.
  connectionsAccepted: () => new Promise((resolve) => setImmediate(resolve)),
  closed: async () => {},
};

/**
 * Stops a server without losing a request that has reached it: goes on for a while, closes the port, and resolves when the last
 * answer is out. Connections that only wait are closed.
 */
export async function closeServer(server: Server, { drain, timeout, port = ownPort }: Stop): Promise<void> {
  // RFC 9112 section 9.6: a server that is about to close says so with the answer. Otherwise a busy proxy would go on with the
  // connection until it is cut off in the middle of a request.
  server.prependListener("request", (_request, response) => {
    response.shouldKeepAlive = false;
  });
  if (drain > 0) await sleep(drain);
  const giveUp = setTimeout(() => server.closeAllConnections(), timeout);
  const closed = once(server, "close");
  await closePort(server, port);
  // After the poll of the event loop: what a connection holds has been read then, and it is not taken for one that waits.
  const sweep = setInterval(() => setImmediate(() => server.closeIdleConnections()), IDLE_SWEEP);
  await closed;
  clearInterval(sweep);
  clearTimeout(giveUp);
}

/**
 * Closes the port, and none of the connections. The kernel takes connections into a queue before the program sees them, and closing
 * the port resets those that are in it, with the requests that they carry. So answers are held back for a moment: clients that
 * wait for an answer do not connect again, and the queue is empty before the port is closed.
 */
async function closePort(server: Server, port: Port): Promise<void> {
  const handlers = server.listeners("request") as RequestListener[];
  const held: Parameters<RequestListener>[] = [];
  server.removeAllListeners("request");
  server.on("request", (...exchange) => held.push(exchange));
  await nobodyConnects(server, port);
  // Not that of http.Server: it destroys the connections that wait, and a request may have arrived on one just now.
  NetServer.prototype.close.call(server);
  await port.closed();
  server.removeAllListeners("request");
  for (const handler of handlers) server.on("request", handler);
  for (const exchange of held) server.emit("request", ...exchange);
}

/**
 * Resolves when nobody has connected for a while. A clock alone cannot say so: on a busy machine the process that accepts
 * connections may have been asleep for all that time. So that process is asked too.
 */
async function nobodyConnects(server: Server, port: Port): Promise<void> {
  let connections = 0;
  const count = () => {
    connections += 1;
  };
  server.on("connection", count);
  for (let round = 0, before = -1; round < MAX_ROUNDS && connections !== before; round += 1) {
    before = connections;
    await sleep(QUIET);
    await port.connectionsAccepted();
  }
  server.off("connection", count);
}
