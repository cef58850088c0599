import type { IncomingMessage } from "node:http";

/** What is known of a TLS connection. */
export interface TlsFacts {
  /** Why the certificate is not believed, as Node names it, or `null`. */
  readonly fault: string | null;
  /** `TLSv1.3` */
  readonly protocol: string;
  /** `TLS_AES_128_GCM_SHA256` */
  readonly cipher: string;
  /** Epoch milliseconds. */
  readonly validFrom: number;
  readonly validTo: number;
}

/** What this side says it can, older and weaker than it would be. */
export interface TlsOffer {
  readonly minVersion: "TLSv1" | "TLSv1.2";
  readonly maxVersion: "TLSv1.1" | "TLSv1.2";
  /** As OpenSSL writes them. */
  readonly ciphers: string;
}

export interface SiteAnswer {
  readonly status: number;
  /** Lines of one name are joined by commas; nothing is the empty text. */
  header(name: string): string;
  /** Each line of one name. */
  lines(name: string): readonly string[];
  readonly text: string;
  /** The answer as the API gives it, or `null` when it is something else. */
  readonly envelope: Envelope | null;
  readonly tls: TlsFacts | null;
  /** This machine's end of the connection, and the other one. */
  readonly addresses: { readonly local: string; readonly remote: string };
}

export interface Envelope {
  readonly success: boolean;
  /** Of a failure. */
  readonly code: string | null;
  readonly data: unknown;
}

export interface SiteRequest {
  readonly method?: string;
  /** Below the address of the site, as it is sent. */
  readonly path: string;
  /** A list is sent as several lines of one name, in the order of the names. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
  /** An object is sent as JSON. */
  readonly body?: object | string;
  /** It holds a password or a cookie: it goes over TLS that is believed, or stays on this machine, or is not sent. */
  readonly secret?: true;
}

/** The site, asked one request at a time. No redirect is ever followed. */
export interface Site {
  /** What every request calls itself, so that the server's notes about it can be found. */
  readonly userAgent: string;
  /** Rejects with NoAnswerError. */
  send(request: SiteRequest): Promise<SiteAnswer>;
  /** The same without TLS, where http would be. `null` when it is unknown where that is. */
  readonly sendPlain: ((request: SiteRequest) => Promise<SiteAnswer>) | null;
  /** What was agreed on when only this is offered, or `null` when that was refused. */
  agreeOn(offer: TlsOffer): Promise<TlsFacts | null>;
  /** How many requests were sent so far. */
  requests(): number;
}

/** Nobody answered, or not in time, or not in HTTP. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
}

/** The envelope of the API in a text, or `null`. */
export function envelopeIn(text: string): Envelope | null {
  const value = jsonOrNull(text);
  if (typeof value !== "object" || value === null || !("success" in value)) return null;
  const code = "code" in value && typeof value.code === "string" ? value.code : null;
  return { success: value.success === true, code, data: "data" in value ? value.data : null };
}

export function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Every line of a header, as it came. */
export function linesOf({ rawHeaders }: IncomingMessage, name: string): string[] {
  return rawHeaders.filter((_, at) => at % 2 === 1 && rawHeaders[at - 1]?.toLowerCase() === name);
}
