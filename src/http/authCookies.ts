import type { CookieOptions, Request, Response } from "express";
import { MAX_COOKIE_AGE } from "../utils/duration.js";

export type AuthCookieName = "accessToken" | "refreshToken";

/** How many cookies of one name are looked at. The browser sends the one of `Path=/`, which is ours, after all others. */
const MAX_DOUBLES = 8;

export interface AuthCookies {
  /**
   * The cookie's value, or `null` when there is none. A cookie that cookie-parser turned into an object (`j:…`) is read as an
   * empty text: something was sent, and it is no token.
   *
   * On http another app of the same host may have left cookies of our names on a narrower path, which the browser then sends
   * beside ours. So of several values the one that verifies as ours counts. Where several do, one of them may have been
   * planted, and nobody knows which: that is an empty text too.
   */
  read(req: Request, name: AuthCookieName | "deviceToken"): string | null;
  /** `maxAge` in milliseconds; `null` makes a cookie that ends with the browser. */
  set(res: Response, name: AuthCookieName, value: string, maxAge: number | null): void;
  /** Marks the browser as one that signed in, for as long as browsers allow. */
  setDevice(res: Response, value: string): void;
  /** Clears the tokens. The device cookie stays: it gives no access, and whoever signed out signs in here again. */
  clear(res: Response): void;
  /** Clears what the request had beside our cookies under the same names. Before `set`, for clients that ignore paths. */
  clearDoubles(res: Response): void;
}

export interface AuthCookieSettings {
  secureCookies: boolean;
  cookieSameSite: "strict" | "lax" | "none";
  /** Whether a value was made here. Asked only where a cookie came more than once. */
  isOurs: Readonly<Record<AuthCookieName, (value: string) => boolean>>;
  /** The one value that several device cookies make. */
  joinDevices: (values: readonly string[]) => string;
}

/** The one place that sets, reads and clears the cookies, so that their attributes always agree. */
export function createAuthCookies(settings: AuthCookieSettings): AuthCookies {
  const { secureCookies: secure, cookieSameSite: sameSite, isOurs, joinDevices } = settings;
  // With `__Host-` no sibling domain and no http page can plant a cookie of this name.
  const prefix = secure ? "__Host-" : "";
  const attributes: CookieOptions = { httpOnly: true, secure, sameSite, path: "/" };

  function clearDoubles(res: Response): void {
    // Browsers take a `__Host-` cookie for the whole path only, so there is never a second one.
    if (secure) return;
    for (const name of ["accessToken", "refreshToken", "deviceToken"]) {
      if (valuesOf(res.req, name).length < 2) continue;
      for (const path of narrowerPaths(res.req.baseUrl)) res.clearCookie(name, { ...attributes, path });
    }
  }

  return {
    read: (req, name) => {
      const value: unknown = req.cookies?.[prefix + name];
      if (value === undefined) return null;
      const values = valuesOf(req, prefix + name).slice(-MAX_DOUBLES);
      if (values.length === 1) return typeof value === "string" ? value : "";
      if (name === "deviceToken") return joinDevices(values);
      const [own = "", ...others] = values.filter(isOurs[name]);
      return others.length === 0 ? own : "";
    },
    set: (res, name, value, maxAge) => {
      res.cookie(prefix + name, value, maxAge === null ? attributes : { ...attributes, maxAge });
    },
    setDevice: (res, value) => {
      res.cookie(`${prefix}deviceToken`, value, { ...attributes, maxAge: MAX_COOKIE_AGE });
    },
    clear: (res) => {
      clearDoubles(res);
      res.clearCookie(`${prefix}accessToken`, attributes);
      res.clearCookie(`${prefix}refreshToken`, attributes);
    },
    clearDoubles,
  };
}

/** Every value that was sent under the name, as it was sent: none of ours needs an escape. */
function valuesOf({ headers }: Request, name: string): string[] {
  return (headers.cookie ?? "").split(";").flatMap((pair) => {
    const at = pair.indexOf("=");
    return at !== -1 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : [];
  });
}

// What a path attribute may hold without ending it. A host app may mount the router below a path that a client chose.
const PLAIN_PATH = /^\/[A-Za-z0-9\-._~!$&'()*+,=:@%/]{1,256}$/;

/**
 * The paths on which a cookie is sent to the routes beside `baseUrl` and hides ours: each folder that leads there, and both
 * folders of the router. A browser takes `/api` and `/api/` for two.
 */
function narrowerPaths(baseUrl: string): string[] {
  if (!PLAIN_PATH.test(baseUrl)) return [];
  const folders = baseUrl.split("/").slice(1);
  const prefixes = folders.map((_, depth) => `/${folders.slice(0, depth + 1).join("/")}`);
  const mount = prefixes.at(-2) ?? "";
  const all = new Set([...prefixes, `${mount}/auth`, `${mount}/users`]);
  return [...all].flatMap((path) => [path, `${path}/`]);
}
