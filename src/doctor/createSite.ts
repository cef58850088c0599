import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { isIP } from "node:net";
import { TLSSocket } from "node:tls";
import { SECOND } from "../utils/duration.js";
import { codeOf } from "../utils/errorFacts.js";
import { isLoopback } from "../utils/ipAddress.js";
import { isLocalhost } from "../utils/isLocalhost.js";
import { trimTrailing } from "../utils/trimTrailing.js";
import {
  envelopeIn,
  linesOf,
  NoAnswerError,
  type Site,
  type SiteAnswer,
  type SiteRequest,
  type TlsFacts,
} from "./Site.js";

/** Where to connect, in the place of where the name points. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

interface SiteOptions {
  readonly url: URL;
  readonly userAgent: string;
  readonly endpoint?: Endpoint | undefined;
  /** Where http is; without it port 80 of the same host. */
  readonly plainEndpoint?: Endpoint | undefined;
  /** Certificates to believe beside those that Node believes. */
  readonly ca?: string | undefined;
  /** Milliseconds that a request may take at most, however slowly the other side drips. */
  readonly patience?: number;
}

const PATIENCE = 10 * SECOND;
/** More of an answer is not read: the longest of Latchkey's own is its description of the API. */
const LONGEST_BODY = 1_048_576;

/** The site at `url`, over real connections: one for each request, so that none is lent what another has shown. */
export function createSite({ url, userAgent, endpoint, plainEndpoint, ca, patience = PATIENCE }: SiteOptions): Site {
  let requests = 0;
  const isSecure = url.protocol === "https:";
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const base = trimTrailing(url.pathname, "/");
  const main = endpoint ?? { host: hostname, port: portOf(url) };
  const plain = plainEndpoint ?? plainOf(url, hostname);
  // The identity of a server is a name; RFC 6066 section 3 allows no address here.
  const servername = isIP(hostname) === 0 ? hostname : "";
  const tls = {
    servername,
    ...(ca !== undefined && { ca }),
  };

  const staysHere = isLocalhost(url) && (main.host === "localhost" || isLoopback(main.host));

  function send(options: { secure: boolean; at: Endpoint; host: string } & SiteRequest, extra: object = {}) {
    requests += 1;
    const { secure, at, host, method = "GET", path, headers = {}, body, secret = false } = options;
    const payload = typeof body === "object" ? JSON.stringify(body) : body;
    return new Promise<SiteAnswer>((resolve, reject) => {
      if (secret && !secure && !staysHere) return reject(new NoAnswerError("a secret is not sent without TLS"));
      const give = (error: Error) => reject(new NoAnswerError(reasonOf(error), { cause: error }));
      const outgoing = (secure ? secureRequest : plainRequest)({
        ...(secure && tls),
        // A certificate that is not believed is a finding, and what lies behind it is looked at too.
        rejectUnauthorized: secret,
        ...extra,
        host: at.host,
        port: at.port,
        method,
        path: base + path,
        agent: false,
        signal: AbortSignal.timeout(patience),
        headers: {
          host,
          "user-agent": userAgent,
          ...(typeof body === "object" && { "content-type": "application/json" }),
          ...(payload !== undefined && { "content-length": String(Buffer.byteLength(payload)) }),
          ...headers,
        },
      });
      outgoing.on("error", give);
      outgoing.on("response", (response) => {
        // Taken now: a connection that has ended tells nothing any more.
        const { socket } = response;
        const facts = {
          tls: socket instanceof TLSSocket ? tlsFactsOf(socket) : null,
          addresses: { local: socket.localAddress ?? "", remote: socket.remoteAddress ?? "" },
        };
        let text = "";
        const end = () =>
          resolve({
            ...facts,
            status: response.statusCode ?? 0,
            header: (name) => linesOf(response, name).join(", "),
            lines: (name) => linesOf(response, name),
            text,
            envelope: envelopeIn(text),
          });
        response.setEncoding("utf8");
        response.on("error", give);
        response.on("end", end);
        response.on("data", (chunk: string) => {
          text += chunk;
          if (text.length <= LONGEST_BODY) return;
          end();
          outgoing.destroy();
        });
      });
      outgoing.end(payload);
    });
  }

  return {
    userAgent,
    send: (request) => send({ secure: isSecure, at: main, host: url.host, ...request }),
    sendPlain:
      isSecure && plain !== null
        ? (request) => send({ secure: false, at: plain, host: url.hostname, ...request })
        : null,
    agreeOn: async ({ ciphers, ...versions }) => {
      // Level 0, or this side would refuse what it wants to find out about the other.
      const offer = { ...versions, ciphers: `${ciphers}:@SECLEVEL=0` };
      try {
        return (await send({ secure: true, at: main, host: url.host, path: "/health/live" }, offer)).tls;
      } catch {
        // Whatever went wrong: no answer came over what was offered.
        return null;
      }
    },
    requests: () => requests,
  };
}

function portOf({ port, protocol }: URL): number {
  if (port !== "") return Number(port);
  return protocol === "https:" ? 443 : 80;
}

/** Beside a port of one's own there is no telling where http would be. */
function plainOf({ port }: URL, host: string): Endpoint | null {
  return port === "" ? { host, port: 80 } : null;
}

function tlsFactsOf(socket: TLSSocket): TlsFacts {
  const { valid_from: from, valid_to: to } = socket.getPeerCertificate();
  const { authorizationError: error } = socket;
  return {
    fault: socket.authorized ? null : String(codeOf(error) ?? error),
    protocol: socket.getProtocol() ?? "none",
    cipher: socket.getCipher()?.standardName ?? "none",
    validFrom: Date.parse(from),
    validTo: Date.parse(to),
  };
}

function reasonOf(error: Error): string {
  if (error.name === "TimeoutError" || error.name === "AbortError") return "no whole answer in time";
  return String(codeOf(error) ?? error.message);
}
