import type { Operations } from "./api.generated.js";
import type { ClientContext } from "./clientContext.js";
import { type FailureDetails, LatchkeyError } from "./LatchkeyError.js";
import { authorization } from "./storedSession.js";
import type { Challenge } from "./types.js";

/** An answer of Latchkey. `code` is set for a 401. */
export type ApiResult<Data> =
  | { code?: undefined; error: null; data: Data; accessExpiresAt: number | null }
  | { code: string | undefined; error: LatchkeyError; headers: Headers };

/**
 * Calls Latchkey, as the current user unless `headers` are given. `tail` follows the path of the operation: an id or a query.
 * Resolves with refusals too. Rejects with NETWORK or TIMEOUT when no answer came.
 */
export type SendRequest = <Name extends keyof Operations>(
  operation: Name,
  body?: Operations[Name]["body"],
  tail?: string,
  headers?: Record<string, string>,
) => Promise<ApiResult<Operations[Name]["data"]>>;

/** Calls `onReach` after each call with whether the server answered. The error page of a proxy is no answer. */
export function createTransport(context: ClientContext, onReach: (reached: boolean) => void): SendRequest {
  return async (operation, body, tail = "", givenHeaders) => {
    // A refresh awaits nothing here: the token that it has just read could be replaced meanwhile.
    const headers = givenHeaders ?? (await authorization(context));
    const [method = "", path] = operation.split(/[ {]/);
    const stop = new AbortController();
    const timer = setTimeout(() => stop.abort(), context.timeoutMs);
    try {
      const response = await context.send(context.baseUrl + path + tail, {
        method,
        credentials: context.usesCookies ? "include" : "omit",
        headers: { ...headers, ...(body && { "Content-Type": "application/json" }) },
        body: JSON.stringify(body),
        signal: stop.signal,
      });
      // The timeout covers the last byte: a body can hang too.
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

function read<Data>({ status, headers }: Response, text: string): ApiResult<Data> {
  const {
    success,
    data,
    code = "BAD_RESPONSE",
    message = "Bad answer.",
    errors = [],
    challenge,
    ...extras
  } = parse<Data>(text);
  if (success) {
    const seconds = Number(headers.get("X-Access-Token-Expires-In"));
    // By the clock of this device: the one of the server may differ.
    return { error: null, data: data as Data, accessExpiresAt: seconds ? Date.now() + seconds * 1000 : null };
  }
  const error = new LatchkeyError(code, message, {
    // What the next step needs, such as a flow.
    ...extras,
    status,
    errors,
    challenge: challenge && ({ ...challenge, code } as Challenge),
    retryAfterSeconds: Number(headers.get("Retry-After")) || 0,
  });
  return { code: status === 401 ? code : undefined, error, headers };
}

/** Returns an empty object for anything but JSON, such as the page of a proxy or of a hotel network. */
function parse<Data>(text: string): Partial<Envelope<Data>> {
  try {
    return Object(JSON.parse(text));
  } catch {
    return {};
  }
}

/**
 * Only an answer of Latchkey about the session's tokens may end a session. Neither the 401 of a proxy may, nor one that asks for
 * another proof: the session is alive then.
 */
export function isDefinite(error: unknown): boolean {
  return error instanceof LatchkeyError && error.status === 401 && /^(\w+_TOKEN|SESSION)_/.test(error.code);
}
