import type { ClientContext } from "./clientContext.js";
import { authorization } from "./storedSession.js";
import { isDefinite } from "./transport.js";
import type { LatchkeyClient } from "./types.js";
import type { RunRequest } from "./withRefreshRetry.js";

/** The `fetch` for the app's own API. */
export function createApiFetch(context: ClientContext, run: RunRequest): LatchkeyClient["fetch"] {
  const { usesCookies, send } = context;

  async function sendAsUser(request: Request, isBase: boolean): Promise<Response> {
    // A body can be read only once: the original keeps it for the repeat.
    const copy = request.clone();
    for (const header of Object.entries(await authorization(context))) copy.headers.set(...header);
    return send(copy, usesCookies && isBase ? { credentials: "include" } : {});
  }

  return async (input, init) => {
    const request = new Request(input, init);
    const origin = originOf(request);
    const isBase = origin === originOf(new Request(context.baseUrl));
    // A token that is sent to another origin is given away.
    if (!isBase && !context.origins.includes(origin)) return send(request);
    let last: Response | undefined;
    const attempt = async () => {
      last = await sendAsUser(request, isBase);
      return { response: last, code: await codeOf(last), headers: last.headers };
    };
    try {
      return (await run(attempt)).response;
    } catch (error) {
      // The session has ended, so the 401 is the answer.
      if (last && isDefinite(error)) return last;
      throw error;
    }
  };
}

/**
 * Scheme, host and port as written. React Native's `URL` has no `origin`. An unusual spelling counts as another origin, and gets no
 * token.
 */
function originOf({ url }: Request): string {
  return url.split("/", 3).join("/");
}

/** The error code of a 401, if Latchkey sent it. */
async function codeOf(response: Response): Promise<string | undefined> {
  if (response.status !== 401) return undefined;
  try {
    const body: { code?: string } = await response.clone().json();
    return body.code;
  } catch {
    // A 401 of another program.
    return undefined;
  }
}
