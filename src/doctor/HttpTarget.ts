import { type IncomingMessage, request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { SECOND } from "../utils/duration.js";
import { codeOf } from "../utils/errorFacts.js";
import { isLoopback } from "../utils/ipAddress.js";
import { isLocalhost } from "../utils/isLocalhost.js";
import { trimTrailing } from "../utils/trimTrailing.js";

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

export interface TargetRequest {
  readonly method?: string;
  /** Below the target's URL. Sent as it is. */
  readonly path: string;
  /** A list is sent as several lines with the same name. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** An object is sent as JSON. */
  readonly body?: object | string;
  /** It holds a password or a cookie: it is sent over TLS or within this machine only. */
  readonly secret?: true;
}

export interface TargetResponse {
  readonly status: number;
  /** The value of a header, its lines joined by commas; empty if it is missing. */
  header(name: string): string;
  /** Each line of a header. */
  lines(name: string): readonly string[];
  readonly text: string;
  /** The API's envelope, or `null` if the body is something else. */
  readonly envelope: Envelope | null;
  /** This machine's end of the connection and the other one. */
  readonly addresses: { readonly local: string; readonly remote: string };
}

export interface Envelope {
  readonly success: boolean;
  /** The error code of a failure. */
  readonly code: string | null;
  readonly data: unknown;
}

export interface HttpTargetOptions {
  readonly url: URL;
  readonly userAgent: string;
  /** Where to connect instead of resolving the name. */
  readonly endpoint?: Endpoint | undefined;
  /** Where http is. Default: port 80 of the host, if the URL has the default port. */
  readonly plainEndpoint?: Endpoint | undefined;
  /** PEM certificates to trust instead of Node's. */
  readonly ca?: string | undefined;
  /** The longest time for a whole response, so that a server that drips bytes cannot hold the run up. */
  readonly timeoutMs?: number;
}

/** The site did not answer, not in time, not in HTTP, or without a trusted certificate. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
}

const MAX_BODY_LENGTH = 1_048_576;
const REPETITIONS = 5;

/** The examined site. Every request has its own connection, and no redirect is followed. */
export class HttpTarget {
  /** How many requests were sent. */
  requests = 0;
  /** Sends a request over http, or `null` if it is not known where http would be. */
  readonly sendPlain: ((request: TargetRequest) => Promise<TargetResponse>) | null;
  readonly #options: HttpTargetOptions;
  readonly #endpoint: Endpoint;

  constructor(options: HttpTargetOptions) {
    const { url, endpoint, plainEndpoint } = options;
    const host = url.hostname.replace(/^\[|\]$/g, "");
    const isSecure = url.protocol === "https:";
    this.#options = options;
    this.#endpoint = endpoint ?? { host, port: Number(url.port) || (isSecure ? 443 : 80) };
    const plain = plainEndpoint ?? (url.port === "" ? { host, port: 80 } : null);
    this.sendPlain = isSecure && plain ? (request) => this.#exchange(request, plain, false, url.hostname) : null;
  }

  /** Rejects with NoAnswerError. */
  send(request: TargetRequest): Promise<TargetResponse> {
    const { url } = this.#options;
    return this.#exchange(request, this.#endpoint, url.protocol === "https:", url.host);
  }

  /** Sends a request five times in a row: a round-robin balancer with up to five servers reaches each of them. */
  async sendRepeatedly(request: TargetRequest): Promise<TargetResponse[]> {
    const responses: TargetResponse[] = [];
    for (let count = 0; count < REPETITIONS; count += 1) responses.push(await this.send(request));
    return responses;
  }

  #exchange(request: TargetRequest, at: Endpoint, isSecure: boolean, host: string): Promise<TargetResponse> {
    this.requests += 1;
    const { url, userAgent, ca, timeoutMs = 10 * SECOND } = this.#options;
    const { method = "GET", path, headers = {}, body, secret = false } = request;
    const payload = typeof body === "object" ? JSON.stringify(body) : body;
    const isLocal = isLocalhost(url) && (at.host === "localhost" || isLoopback(at.host));
    return new Promise((resolve, reject) => {
      if (secret && !isSecure && !isLocal) return reject(new NoAnswerError("a secret is not sent without TLS"));
      const onError = (error: Error) => reject(new NoAnswerError(reasonOf(error), { cause: error }));
      const outgoing = (isSecure ? secureRequest : plainRequest)({
        ...(isSecure && ca !== undefined && { ca }),
        host: at.host,
        port: at.port,
        method,
        path: trimTrailing(url.pathname, "/") + path,
        agent: false,
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          host,
          "user-agent": userAgent,
          ...(typeof body === "object" && { "content-type": "application/json" }),
          ...(payload !== undefined && { "content-length": String(Buffer.byteLength(payload)) }),
          ...headers,
        },
      });
      outgoing.on("error", onError);
      outgoing.on("response", (response) => readResponse(response).then(resolve, onError));
      outgoing.end(payload);
    });
  }
}

/** Reads the response. A body that is too long is cut off. */
async function readResponse(response: IncomingMessage): Promise<TargetResponse> {
  // A socket has no addresses any more once it is closed.
  const addresses = { local: response.socket.localAddress ?? "", remote: response.socket.remoteAddress ?? "" };
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response) {
    text += String(chunk);
    if (text.length > MAX_BODY_LENGTH) break;
  }
  const { rawHeaders, statusCode = 0 } = response;
  const lines = (name: string) =>
    rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
  return {
    status: statusCode,
    header: (name) => lines(name).join(", "),
    lines,
    text,
    envelope: parseEnvelope(text),
    addresses,
  };
}

function parseEnvelope(text: string): Envelope | null {
  const value = parseJsonObject(text);
  if (value === null || !("success" in value)) return null;
  const { success, code, data } = value;
  return { success: success === true, code: typeof code === "string" ? code : null, data: data ?? null };
}

/** The object in a JSON text, or `null` for anything else. */
export function parseJsonObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

/** The version in the response to `/openapi.json`, or `null`. */
export function versionOf({ text }: TargetResponse): string | null {
  const info = parseJsonObject(text)?.["info"];
  const version = isObject(info) ? info["version"] : null;
  return typeof version === "string" ? version : null;
}

function reasonOf(error: Error): string {
  if (error.name === "TimeoutError" || error.name === "AbortError") return "no complete response in time";
  return String(codeOf(error) ?? error.message);
}
