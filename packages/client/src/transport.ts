import type { Operations } from "./api.generated.js";
import { type FailureDetails, LatchkeyError } from "./LatchkeyError.js";
import type { Parts } from "./parts.js";
import { authorization } from "./records.js";

/** What Latchkey answered. `code` is there when it is a definite 401. */
export type Answer<Data> =
  | { code?: undefined; error: null; data: Data; accessExpiresAt: number | null }
  | { code: string | undefined; error: LatchkeyError };

/**
 * Asks Latchkey, as the user where there is one unless other `headers` are given. `tail` follows the operation's path: an id or
 * a query. Rejects with NETWORK or TIMEOUT when no answer came; a refusal is an answer.
 */
export type Ask = <Name extends keyof Operations>(
  operation: Name,
  body?: Operations[Name]["body"],
  tail?: string,
  headers?: Record<string, string>,
) => Promise<Answer<Operations[Name]["data"]>>;

/** `onReach` hears of every call whether the server answered; the page of a proxy in front of it is no answer. */
export function createTransport(parts: Parts, onReach: (reached: boolean) => void): Ask {
  return async (operation, body, tail = "", givenHeaders) => {
    // Nothing is awaited for a refresh: a token that was just read would grow old meanwhile.
    const headers = givenHeaders ?? (await authorization(parts));
    const [method = "", path] = operation.split(/[ {]/);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), parts.timeoutMs);
    try {
      const response = await parts.send(parts.baseUrl + path + tail, {
        method,
        credentials: parts.usesCookies ? "include" : "omit",
        headers: { ...headers, ...(body && { "Content-Type": "application/json" }) },
        body: JSON.stringify(body),
        signal: stop.signal,
      });
      // The time runs until the last byte: a body can hang too.
      const answer = read<Operations[typeof operation]["data"]>(response, await response.text());
      onReach(answer.error?.code !== "BAD_RESPONSE");
      return answer;
    } catch (cause) {
      onReach(false);
      throw new LatchkeyError(stop.signal.aborted ? "TIMEOUT" : "NETWORK", "No answer.", { cause });
    } finally {
      clearTimeout(timer);
    }
  };
}

type Envelope<Data> = { success?: boolean; code?: string; message?: string; data: Data } & Partial<FailureDetails>;

function read<Data>({ status, headers }: Response, text: string): Answer<Data> {
  const answer = parse<Data>(text);
  if (answer.success) {
    const seconds = Number(headers.get("X-Access-Token-Expires-In"));
    // By the clock of this device, whatever the server's says.
    return { error: null, data: answer.data as Data, accessExpiresAt: seconds ? Date.now() + seconds * 1000 : null };
  }
  const { code = "BAD_RESPONSE", message = "Bad answer.", errors = [], reason } = answer;
  const retryAfterSeconds = Number(headers.get("Retry-After")) || 0;
  const error = new LatchkeyError(code, message, { status, errors, reason, retryAfterSeconds });
  return { code: status === 401 ? answer.code : undefined, error };
}

/** Nothing of it for what is no JSON: the page of a proxy or of a hotel's network. */
function parse<Data>(text: string): Partial<Envelope<Data>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/** Only the server's own word about credentials may end a session. A proxy's 401 is not that. */
export function isDefinite(error: unknown): boolean {
  return error instanceof LatchkeyError && error.status === 401 && error.code !== "BAD_RESPONSE";
}
