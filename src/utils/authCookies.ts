import type { CookieOptions, Request, Response } from "express";
import { DAY } from "./duration.js";

export type AuthCookieName = "accessToken" | "refreshToken";

/** Browsers keep no cookie for longer. */
export const LONGEST_COOKIE = 400 * DAY;

export interface AuthCookies {
  /**
   * The cookie's value, or `null` when there is none. A doubled cookie, or one that cookie-parser turned into an object
   * (`j:…`), is read as an empty text: something was sent, and it is no token.
   */
  read(req: Request, name: AuthCookieName | "deviceToken"): string | null;
  /** `maxAge` in milliseconds; `null` makes a cookie that ends with the browser. */
  set(res: Response, name: AuthCookieName, value: string, maxAge: number | null): void;
  /** Marks the browser as one that signed in, for as long as browsers allow. */
  setDevice(res: Response, value: string): void;
  /** Clears the tokens. The device cookie stays: it gives no access, and whoever signed out signs in here again. */
  clear(res: Response): void;
}

/** The one place that sets, reads and clears the cookies, so that their attributes always agree. */
export function createAuthCookies(settings: { secure: boolean; sameSite: "strict" | "lax" | "none" }): AuthCookies {
  // With `__Host-` no sibling domain and no http page can plant a cookie of this name.
  const prefix = settings.secure ? "__Host-" : "";
  const attributes: CookieOptions = {
    httpOnly: true,
    secure: settings.secure,
    sameSite: settings.sameSite,
    path: "/",
  };

  return {
    read: (req, name) => {
      const value: unknown = req.cookies?.[prefix + name];
      if (value === undefined) return null;
      const isPlainText = typeof value === "string" && occurrences(req.headers.cookie ?? "", prefix + name) === 1;
      return isPlainText ? value : "";
    },
    set: (res, name, value, maxAge) => {
      res.cookie(prefix + name, value, maxAge === null ? attributes : { ...attributes, maxAge });
    },
    setDevice: (res, value) => {
      res.cookie(`${prefix}deviceToken`, value, { ...attributes, maxAge: LONGEST_COOKIE });
    },
    clear: (res) => {
      res.clearCookie(`${prefix}accessToken`, attributes);
      res.clearCookie(`${prefix}refreshToken`, attributes);
    },
  };
}

function occurrences(header: string, name: string): number {
  return header.split(";").filter((pair) => pair.split("=", 1)[0]?.trim() === name).length;
}
