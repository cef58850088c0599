import { createServer, type RequestListener, type Server } from "node:http";
import { announcesTooMuch } from "../http/body.js";
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
export function createHttpServer(app: RequestListener): Server {
  const server = createServer(BOUNDS, app);
  // Node drops the headers after the 2000th without a word, and they fit into 16 KiB: the address or the token that a proxy
  // writes last would be gone. 0 is no limit of their number.
  server.maxHeadersCount = 0;
  // Node would ask everybody for the body. Who announces too much gets the final answer in the place of 100.
  server.on("checkContinue", (req, res) => {
    if (!announcesTooMuch(req)) res.writeContinue();
    server.emit("request", req, res);
  });
  // The app answers 417, with its headers and in its form.
  server.on("checkExpectation", (req, res) => void server.emit("request", req, res));
  return server;
}
