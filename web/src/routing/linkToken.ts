import { useEffect, useState } from "preact/hooks";

/** The token of a link in an email, from `#token=…`; `null` without one. */
export function tokenIn(hash: string): string | null {
  const token = new URLSearchParams(hash.slice(1)).get("token");
  return token === null || token === "" ? null : token;
}

/**
 * Takes the token out of the address bar before anything else happens, so that it is in no history, no screenshot and no
 * address that somebody copies. From then on only this page's memory has it.
 */
function takeToken(): string | null {
  const { hash, pathname, search } = window.location;
  const token = tokenIn(hash);
  if (token !== null) window.history.replaceState(window.history.state, "", pathname + search);
  return token;
}

/** The token of the link that opened this page, also of one that is opened in the same tab later. */
export function useLinkToken(): string | null {
  const [token, setToken] = useState(takeToken);
  useEffect(() => {
    const take = (): void => setToken((before) => takeToken() ?? before);
    window.addEventListener("hashchange", take);
    return () => window.removeEventListener("hashchange", take);
  }, []);
  return token;
}
