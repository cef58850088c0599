import type { Guard } from "./guard.js";
import type { Parts } from "./parts.js";
import { authorization } from "./records.js";
import { isDefinite } from "./transport.js";
import type { LatchkeyClient } from "./types.js";

/** The `fetch` for the app's own API. */
export function createApiFetch(parts: Parts, guarded: Guard): LatchkeyClient["fetch"] {
  const { usesCookies, send } = parts;

  async function sendAsUser(request: Request, isBase: boolean): Promise<Response> {
    // A body can be read once; the request that is kept has the other half of it, for the repeat.
    const copy = request.clone();
    for (const header of Object.entries(await authorization(parts))) copy.headers.set(...header);
    return send(copy, usesCookies && isBase ? { credentials: "include" } : {});
  }

  return async (input, init) => {
    const request = new Request(input, init);
    const origin = originOf(request);
    const isBase = origin === originOf(new Request(parts.baseUrl));
    // A token sent to another origin is a token given away.
    if (!isBase && !parts.origins.includes(origin)) return send(request);
    let last: Response | undefined;
    const attempt = async () => {
      last = await sendAsUser(request, isBase);
      return { response: last, code: await codeOf(last) };
    };
    try {
      return (await guarded(attempt)).response;
    } catch (error) {
      // The session is over: the 401 is the truth now.
      if (last && isDefinite(error)) return last;
      throw error;
    }
  };
}

/**
 * Scheme, host and port as they are written. Not by `URL`, whose `origin` React Native lacks; whatever is written unusually is
 * another origin, and gets no token.
 */
function originOf({ url }: Request): string {
  return url.split("/", 3).join("/");
}

/** The code of a refusal, if it is one of Latchkey's. */
async function codeOf(response: Response): Promise<string | undefined> {
  if (response.status !== 401) return undefined;
  try {
    const body: { code?: string } = await response.clone().json();
    return body.code;
  } catch {
    // Somebody else's 401.
    return undefined;
  }
}
