import type { OnReauthenticate } from "./types.js";
import type { RunRequest } from "./withRefreshRetry.js";

/**
 * Runs a request by `run`. When the answer wants a younger or better proof of who the user is, it asks the app by
 * `onReauthenticate` and repeats the request once. Requests of the same moment share one question.
 */
export function createReauthentication(onReauthenticate: OnReauthenticate, run: RunRequest): RunRequest {
  let asking: Promise<boolean> | undefined;
  /** How often the user has given a proof. */
  let proofs = 0;

  async function ask(headers?: Headers): Promise<boolean> {
    // RFC 9470. Another origin may hide the header.
    const header = headers?.get("WWW-Authenticate") ?? "";
    // Two patterns: one for both would try the end once for each place where the beginning fits.
    const [, level] = /"aal(\d)"/.exec(header) ?? [];
    const [, maxAge] = / max_age="(\d+)/.exec(header) ?? [];
    try {
      const isProved = await onReauthenticate({ level: Number(level) || null, maxAgeSeconds: Number(maxAge) || null });
      if (isProved) proofs++;
      return isProved;
    } finally {
      asking = undefined;
    }
  }

  return async (attempt) => {
    const before = proofs;
    const first = await run(attempt);
    if (first.code !== "REAUTHENTICATION_REQUIRED") return first;
    // An answer that was on its way while the user gave the proof is no reason to ask again.
    if (before === proofs) asking ??= ask(first.headers);
    return before === proofs && !(await asking) ? first : run(attempt);
  };
}
