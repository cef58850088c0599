import type { Parts } from "./parts.js";
import type { Refresh } from "./refresh.js";

/** `code` is that of a 401. */
export type Guard = <Result extends { code?: string | undefined }>(attempt: () => Promise<Result>) => Promise<Result>;

/** Makes a request; when the answer blames the access token, refreshes and repeats it once. Rejects as the refresh does. */
export function createGuard({ storage, status }: Parts, refresh: Refresh): Guard {
  return async (attempt) => {
    const before = await storage.get();
    const first = await attempt();
    if (!isAboutTheToken(first.code) || status.state.status === "signed-out") return first;
    await refresh(before);
    return attempt();
  };
}

/** The browser drops the cookie of an expired token, so a missing one is as good. Whether a session has ended, refresh tells. */
function isAboutTheToken(code = ""): boolean {
  return /^(ACCESS_TOKEN|SESSION)_/.test(code);
}
