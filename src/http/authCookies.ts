import type { IncomingHttpHeaders } from "node:http";
import type { CookieOptions, Response } from "express";
import { LINK_LIFE } from "../services/email/index.js";
import { EXCHANGE_LIFE, FLOW_SLOTS, type StartedFlow } from "../services/providers/index.js";
import { MAX_COOKIE_AGE } from "../utils/duration.js";

type TokenCookie = "accessToken" | "refreshToken";

/** How many cookies of one name are read. The browser sends the one of `Path=/`, which is ours, after all others. */
const MAX_DUPLICATES = 8;

/** The cookies of a request: as they were sent, and as cookie-parser has read them. */
export interface RequestCookies {
  readonly headers: IncomingHttpHeaders;
  readonly cookies?: Readonly<Record<string, unknown>> | undefined;
}

interface AuthCookieSettings {
  readonly secureCookies: boolean;
  readonly cookieSameSite: "strict" | "lax" | "none";
  /** Whether this server issued a value. Asked only if a cookie was sent more than once. */
  readonly isOurs: Readonly<Record<TokenCookie, (value: string) => boolean>>;
  /** Joins the values of several device cookies into one. */
  readonly joinDevices: (values: readonly string[]) => string;
}

/** The only place that sets, reads and clears the cookies, so that their attributes always agree. */
export class AuthCookies {
  readonly #settings: AuthCookieSettings;
  readonly #prefix: "__Host-" | "";
  readonly #attributes: CookieOptions;

  constructor(settings: AuthCookieSettings) {
    const { secureCookies: secure, cookieSameSite: sameSite } = settings;
    this.#settings = settings;
    // With `__Host-` no sibling domain and no http page can plant a cookie of this name.
    this.#prefix = secure ? "__Host-" : "";
    this.#attributes = { httpOnly: true, secure, sameSite, path: "/" };
  }

  /**
   * Returns the value of a cookie, or `null` if it was not sent. A cookie that cookie-parser turned into an object (`j:…`) is
   * read as an empty string: something was sent, and it is not a token.
   *
   * On http another app of the same host may have left cookies of our names on a narrower path, which the browser then sends
   * beside ours. So of several values the one that verifies as ours counts. If several do, one of them may have been planted,
   * and nobody knows which: that is an empty string too.
   */
  read(req: RequestCookies, name: TokenCookie | "deviceToken" | "registration"): string | null {
    const value: unknown = req.cookies?.[this.#prefix + name];
    if (value === undefined) return null;
    const values = valuesOf(req, this.#prefix + name).slice(-MAX_DUPLICATES);
    if (values.length === 1) return typeof value === "string" ? value : "";
    if (name === "deviceToken") return this.#settings.joinDevices(values);
    // As with devices: each entry proves itself.
    if (name === "registration") return values.join(".");
    const [own = "", ...others] = values.filter(this.#settings.isOurs[name]);
    return others.length === 0 ? own : "";
  }

  /** The name under which browsers keep it. */
  nameOf(name: TokenCookie): string {
    return this.#prefix + name;
  }

  /** `maxAge` in milliseconds; `null` makes a cookie that ends with the browser. */
  set(res: Response, name: TokenCookie, value: string, maxAge: number | null): void {
    res.cookie(this.#prefix + name, value, maxAge === null ? this.#attributes : { ...this.#attributes, maxAge });
  }

  /** Marks the browser as one that signed in before, for as long as browsers allow. */
  setDevice(res: Response, value: string): void {
    res.cookie(`${this.#prefix}deviceToken`, value, { ...this.#attributes, maxAge: MAX_COOKIE_AGE });
  }

  /**
   * Marks the browser as the one that registered an account, for as long as the link in the email works. Strict, whatever the
   * setting says: only the page that opens the link needs it.
   */
  setRegistration(res: Response, value: string): void {
    res.cookie(`${this.#prefix}registration`, value, { ...this.#attributes, sameSite: "strict", maxAge: LINK_LIFE });
  }

  /** Every exchange with a provider that the browser has begun. Each is sealed, so it proves itself. */
  readFlows(req: Pick<RequestCookies, "headers">): StartedFlow[] {
    return FLOW_SLOTS.flatMap((slot) =>
      valuesOf(req, this.#flowName(slot))
        .slice(-MAX_DUPLICATES)
        .map((value) => ({ slot, value })),
    );
  }

  /** Keeps one. Strict, whatever the setting says: the callback needs no cookie, and the page that finishes is of this site. */
  setFlow(res: Response, { slot, value }: StartedFlow): void {
    res.cookie(this.#flowName(slot), value, { ...this.#attributes, sameSite: "strict", maxAge: EXCHANGE_LIFE });
  }

  clearFlow(res: Response, slot: number): void {
    res.clearCookie(this.#flowName(slot), { ...this.#attributes, sameSite: "strict" });
  }

  #flowName(slot: number): string {
    return `${this.#prefix}flow-${slot}`;
  }

  /** Clears the tokens. The device cookie stays: it gives no access, and the user will sign in here again. */
  clear(res: Response): void {
    this.clearDuplicates(res);
    res.clearCookie(`${this.#prefix}accessToken`, this.#attributes);
    res.clearCookie(`${this.#prefix}refreshToken`, this.#attributes);
  }

  /** Clears the cookies of our names on other paths. Call it before `set`, for clients that ignore paths. */
  clearDuplicates(res: Response): void {
    // Browsers accept a `__Host-` cookie for the whole path only, so there is never a second one.
    if (this.#prefix !== "") return;
    for (const name of ["accessToken", "refreshToken", "deviceToken"]) {
      if (valuesOf(res.req, name).length < 2) continue;
      for (const path of narrowerPaths(res.req.baseUrl)) res.clearCookie(name, { ...this.#attributes, path });
    }
  }
}

/** Every value that was sent under the name, unchanged: none of ours needs an escape. */
function valuesOf({ headers }: Pick<RequestCookies, "headers">, name: string): string[] {
  return (headers.cookie ?? "").split(";").flatMap((pair) => {
    const at = pair.indexOf("=");
    return at !== -1 && pair.slice(0, at).trim() === name ? [pair.slice(at + 1).trim()] : [];
  });
}

// What a path attribute may hold without ending it. A host app may mount the router below a path that a client chose.
const PLAIN_PATH = /^\/[A-Za-z0-9\-._~!$&'()*+,=:@%/]{1,256}$/;

/** The narrower paths whose cookies would hide ours. To a browser `/api` and `/api/` are different paths. */
function narrowerPaths(baseUrl: string): string[] {
  if (!PLAIN_PATH.test(baseUrl)) return [];
  const folders = baseUrl.split("/").slice(1);
  const prefixes = folders.map((_, depth) => `/${folders.slice(0, depth + 1).join("/")}`);
  const mount = prefixes.at(-2) ?? "";
  const all = new Set([...prefixes, `${mount}/auth`, `${mount}/users`]);
  return [...all].flatMap((path) => [path, `${path}/`]);
}
