import { SECOND } from "../../utils/duration.js";
import { codeOf, nameOf } from "../../utils/errorFacts.js";
import { isLocalhost } from "../../utils/isLocalhost.js";
import { jsonOrNull } from "../../utils/jsonOrNull.js";
import { type ProviderFault, unavailable } from "./ProviderFault.js";

/** For all of a request, the body too: a person waits for it. */
const TIMEOUT = 5 * SECOND;

/** Metadata, keys and tokens are a few kilobytes. */
const MAX_BYTES = 1024 * 1024;

const MAX_RETRY_SECONDS = 60;

/** What a request has, of what `fetch` takes. */
export interface RequestParts {
  readonly method: string;
  readonly headers: Record<string, string>;
  readonly body?: string | null;
}

interface FetchParts {
  /** Whether http to this machine is allowed: while the public URL is localhost. */
  readonly allowsLoopback: boolean;
  /** Another one in tests, which leads the names of providers to this machine. */
  readonly fetch?: typeof fetch | undefined;
}

/**
 * Every request to a provider: https only, no redirects, JSON only, and bounds for the time and the size. What does not keep them is
 * PROVIDER_UNAVAILABLE.
 */
export class ProviderFetch {
  readonly allowsLoopback: boolean;
  readonly #fetch: typeof fetch;

  constructor({ allowsLoopback, fetch = globalThis.fetch }: FetchParts) {
    this.allowsLoopback = allowsLoopback;
    this.#fetch = fetch;
  }

  /** Why no request may go to a URL, or `null`. Metadata are answers from outside: their endpoints follow the same rule as the issuer. */
  faultOfUrl(text: unknown): string | null {
    if (typeof text !== "string" || !URL.canParse(text)) return "is no URL";
    const url = new URL(text);
    if (url.username !== "" || url.password !== "") return "holds credentials";
    if (url.protocol === "https:") return null;
    const isOnThisMachine = url.protocol === "http:" && isLocalhost(url);
    return isOnThisMachine && this.allowsLoopback ? null : "is not https";
  }

  /** The answer, read whole. Throws ProviderFault. */
  async send(url: string, { method, headers, body }: RequestParts): Promise<Response> {
    const fault = this.faultOfUrl(url);
    if (fault !== null) throw unavailable(`an endpoint ${fault}`);
    const at = new URL(url).host;
    try {
      const signal = AbortSignal.timeout(TIMEOUT);
      // A redirect could lead to a host that nobody has chosen to trust, in a private network too.
      const response = await this.#fetch(url, { method, headers, body: body ?? null, redirect: "manual", signal });
      const refusal = faultOfStatus(response, at);
      if (refusal !== null) {
        await response.body?.cancel();
        throw refusal;
      }
      return await readWhole(response, at);
    } catch (error) {
      throw isFault(error) ? error : unavailable(`${at} cannot be reached (${reasonOf(error)})`);
    }
  }
}

function faultOfStatus({ status, type, headers }: Response, at: string): ProviderFault | null {
  if (type === "opaqueredirect" || (status >= 300 && status < 400)) return unavailable(`${at} answered a redirect`);
  if (status !== 429 && status < 500) return null;
  return unavailable(`${at} answered with status ${status}`, { retryAfterSeconds: retryAfter(headers) });
}

function retryAfter(headers: Headers): number | undefined {
  const text = headers.get("retry-after") ?? "";
  return /^\d{1,9}$/.test(text) ? Math.min(Math.max(Number(text), 1), MAX_RETRY_SECONDS) : undefined;
}

async function readWhole(response: Response, at: string): Promise<Response> {
  const { status, headers } = response;
  const text = await boundedText(response, at);
  const type = headers.get("content-type")?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (!/^application\/(?:[a-z0-9.-]+\+)?json$/.test(type) || jsonOrNull(text) === null) {
    throw unavailable(`${at} answered with status ${status} and no JSON`);
  }
  const kept = ["content-type", "www-authenticate"].flatMap((name): [string, string][] => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  return new Response(text, { status, headers: kept });
}

/** The timeout bounds the time, and this the memory, of an answer without end. */
async function boundedText(response: Response, at: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BYTES) throw unavailable(`${at} answered with more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function isFault(error: unknown): error is ProviderFault {
  return nameOf(error) === "ProviderFault";
}

/** `fetch` says only that it failed; the cause says why. */
function reasonOf(error: unknown): string {
  const cause: unknown = Object(error).cause;
  return String(codeOf(cause) ?? codeOf(error) ?? nameOf(error));
}
