import { type IncomingHttpHeaders, request } from "node:http";
import { request as secureRequest } from "node:https";
import type { Envelope } from "./TestClient.js";

export interface RawRequest {
  method?: string;
  path: string;
  /** A list is sent as several lines of one name. */
  headers?: Record<string, string | string[]>;
  body?: string | Buffer;
  /** For https: the certificate that is believed, and the name that it is for. */
  tls?: { ca: string; servername: string };
}

export interface RawResponse {
  status: number;
  headers: IncomingHttpHeaders;
  text: string;
  /** Parsed on use. */
  body(): Envelope;
}

/** What `fetch` refuses to send: doubled headers, broken bodies, bodies without a type. */
export function rawRequest(
  origin: string,
  { method = "GET", path, headers = {}, body, tls }: RawRequest,
): Promise<RawResponse> {
  return new Promise((resolve, reject) => {
    const send = tls === undefined ? request : secureRequest;
    const outgoing = send(origin + path, { method, headers, agent: false, ...tls }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const parse = () => JSON.parse(text) as Envelope;
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, body: parse });
      });
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}
