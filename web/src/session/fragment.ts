import { pagePathOf } from "../routing/paths.js";
import { site } from "../site.js";
import { setSignInStep } from "./signInStep.js";

/**
 * Takes what a provider or a mail has put behind the `#` out of the address bar before anything else happens, and signs in with it.
 * So it is in no history, no screenshot and no address that somebody copies.
 */
export function takeFragment(): void {
  const { pathname, search, hash } = window.location;
  const work = workOf(pagePathOf(pathname, site), hash);
  if (work === null) return;
  window.history.replaceState(window.history.state, "", pathname + search);
  setSignInStep({ kind: "finishing" });
  work().catch((error: unknown) => {
    // A script that cannot be loaded, for one. The page says how to begin again.
    setSignInStep(null);
    reportError(error);
  });
}

function workOf(path: string, hash: string): (() => Promise<void>) | null {
  const params = new URLSearchParams(hash.slice(1));
  const code = params.get("code");
  if (path === "/sign-in/code" && code !== null) {
    return async () => (await import("./mailedCode.js")).signInByLink(code);
  }
  if (path === "/sign-in/continue" && params.has("provider")) {
    return async () => (await import("./providerAnswer.js")).finishWithProvider(hash);
  }
  return null;
}
