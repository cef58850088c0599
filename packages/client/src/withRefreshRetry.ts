import type { ClientContext } from "./clientContext.js";
import type { Refresh } from "./refresh.js";

/** Runs a request. `code` is the error code of a 401, and `headers` are those of its answer. */
export type RunRequest = <Result extends { code?: string | undefined; headers?: Headers }>(
  attempt: () => Promise<Result>,
) => Promise<Result>;

/** Repeats a request once, after a refresh, when the answer blames the access token. Rejects when the refresh does. */
export function createRefreshRetry({ storage, status }: ClientContext, refresh: Refresh): RunRequest {
  return async (attempt) => {
    const before = await storage.get();
    const first = await attempt();
    if (!blamesAccessToken(first.code) || status.state.status === "signed-out") return first;
    await refresh(before);
    return attempt();
  };
}

/** Browsers drop the cookie of an expired token, so a missing token counts too. The refresh finds out whether the session has ended. */
function blamesAccessToken(code = ""): boolean {
  return /^(ACCESS_TOKEN|SESSION)_/.test(code);
}
