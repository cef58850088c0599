import { request as httpRequest, type IncomingMessage, type Server } from "node:http";
import { Duplex } from "node:stream";
import { buffer } from "node:stream/consumers";
import type { ReadableStream } from "node:stream/web";
import express, { type Express, type RequestHandler } from "express";
import type { RequestAuth } from "./@types/express.js";
import { sendJson } from "./http/ApiResponse.js";
import { createServer } from "./http/createServer.js";
import type { Latchkey } from "./latchkey.js";
import { errorHandler } from "./middlewares/error.middleware.js";
import { notFound } from "./middlewares/route.middleware.js";
import type { UserView } from "./services/account/index.js";
import { silent } from "./utils/appLogger.js";

export interface Sender {
  /** The address of the client, as the framework knows it. Sign-ins are limited by it, so it must be the real one. */
  readonly ip: string;
}

export interface Identity {
  readonly user: UserView;
  readonly auth: RequestAuth;
}

/** Latchkey for frameworks that speak the web's `Request` and `Response`. */
export interface FetchHandler {
  /**
   * Answers all requests below `basePath`, and those of the pages. Never rejects because of what a client sent.
   *
   * @example
   * const response = await handler.handle(request, { ip: "203.0.113.7" });
   * response.status; // 200
   */
  handle(request: Request, sender: Sender): Promise<Response>;
  /**
   * The current user; or, for a request without a valid session, the response to return. It takes Node's requests too. Where no
   * response is needed, such as on a page, use `latchkey.authenticate`.
   *
   * @example
   * const identity = await handler.identify(request);
   * if (identity instanceof Response) return identity;
   * identity.user.username; // "ada"
   */
  identify(request: Request | IncomingMessage): Promise<Identity | Response>;
}

/** No body, by the rules of HTTP (RFC 9110 §15); `Response` refuses one. */
const WITHOUT_BODY = new Set([204, 205, 304]);
/** They belong to one connection (RFC 9110 §7.6.1), and the framework's with the client is another than the one here. */
const OF_THE_CONNECTION = new Set(["connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"]);
/** Well above the limit of the router's bodies. */
const ENOUGH_BYTES = 64 * 1024;
/** The guard looks at no address. */
const NOBODY = "0.0.0.0";

/**
 * The routes and the guard of an embedded Latchkey as functions over `Request` and `Response`. They run the same router over a
 * connection inside this process, so every framework gets the same checks.
 *
 * @example
 * const handler = createFetchHandler(latchkey, { basePath: "/api/v1" });
 * const response = await handler.handle(request, { ip: "203.0.113.7" });
 */
export function createFetchHandler(
  latchkey: Pick<Latchkey, "router" | "pages" | "verifyJWT">,
  { basePath = "/api/v1" }: { basePath?: string } = {},
): FetchHandler {
  const app = bareApp().use(basePath, latchkey.router).use(latchkey.pages);
  // Both leave unknown paths to the app, which is nobody here.
  const routes = serverFor(app.use(notFound, errorHandler(silent())));
  const answerIdentity: RequestHandler = (req, res) => sendJson(res, 200, { user: req.user, auth: req.auth });
  const guard = serverFor(bareApp().use(latchkey.verifyJWT, answerIdentity));

  return {
    handle: async (request, { ip }) => toResponse(await send(routes, request, ip, await beginningOf(request.body))),
    identify: async (request) => {
      const answer = await send(guard, request, NOBODY, null);
      return answer.status === 200 ? (JSON.parse(answer.body.toString()) as Identity) : toResponse(answer);
    },
  };
}

function bareApp(): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", false);
  return app;
}

/** It takes as many headers as the framework has let in: Node alone would drop those after the 2000th. */
function serverFor(app: Express): Server {
  const server = createServer(app);
  server.maxHeadersCount = 0;
  return server;
}

/** All of a body that the router may take, or more than it takes, which it refuses; never all of an endless one. */
async function beginningOf(body: Request["body"]): Promise<Buffer | null> {
  if (body === null) return null;
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body as ReadableStream<Uint8Array>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > ENOUGH_BYTES) break;
  }
  return Buffer.concat(chunks);
}

interface Answer {
  readonly method: string;
  readonly status: number;
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
}

async function send(
  server: Server,
  request: Request | IncomingMessage,
  ip: string,
  body: Buffer | null,
): Promise<Answer> {
  const { method = "GET", path, headers } = partsOf(request);
  const ends = createMemoryConnection(ip);
  server.emit("connection", ends.server);
  const outgoing = httpRequest({
    createConnection: () => ends.client,
    method,
    path,
    headers: Object.fromEntries(headers.filter(([name]) => !OF_THE_CONNECTION.has(name))),
  });
  const incoming = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once("response", resolve).on("error", reject);
  });
  if (body === null) outgoing.end();
  else outgoing.end(body);
  const answer = await incoming;
  return { method, status: answer.statusCode ?? 500, rawHeaders: answer.rawHeaders, body: await buffer(answer) };
}

/** The same of both kinds of request. Of Node's all values count: two Authorization headers are malformed. */
function partsOf(request: Request | IncomingMessage) {
  const { method, url = "/" } = request;
  if ("headersDistinct" in request) return { method, path: url, headers: Object.entries(request.headersDistinct) };
  const { pathname, search } = new URL(url);
  return { method, path: pathname + search, headers: [...request.headers] };
}

function toResponse({ method, status, rawHeaders, body }: Answer): Response {
  const headers = new Headers();
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const [name = "", value = ""] = rawHeaders.slice(at, at + 2);
    if (!OF_THE_CONNECTION.has(name.toLowerCase())) headers.append(name, value);
  }
  const isEmpty = method === "HEAD" || WITHOUT_BODY.has(status);
  return new Response(isEmpty ? null : new Uint8Array(body), { status, headers });
}

/*
 * A connection within the process, for the fetch handler. light-my-request does the same, but it patches the request and response
 * prototypes of every Express app in the process, and the process is somebody else's.
 */

/** One end of a connection that never leaves this process. */
class End extends Duplex {
  other: End | null = null;
  #resume: (() => void) | null = null;

  override _read(): void {
    const resume = this.#resume;
    this.#resume = null;
    resume?.();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const reader = this.other;
    if (reader === null) throw new Error("A connection has two ends.");
    // The writer goes on when the reader has taken it.
    reader.#resume = done;
    reader.push(chunk);
  }

  override _final(done: () => void): void {
    this.other?.push(null);
    done();
  }
}

/** Returns both ends: what is written to one is read from the other. The server sees `remoteAddress` as the client's. */
function createMemoryConnection(remoteAddress: string): { client: Duplex; server: Duplex } {
  const [client, server] = [new End(), new End()];
  client.other = server;
  server.other = client;
  return { client, server: Object.assign(server, { remoteAddress }) };
}
