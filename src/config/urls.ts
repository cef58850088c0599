import { z } from "zod";
import { IN_MEMORY } from "../utils/inMemory.js";
import { isLocalhost } from "../utils/isLocalhost.js";
import { trimTrailing } from "../utils/trimTrailing.js";
import { checkedText, isDomain, textToList } from "./parsers.js";

/** PUBLIC_URL as a URL. Whether http is allowed depends on the host, so that is checked with the other settings. */
export const publicUrl = checkedText(publicUrlFault).transform((text) => new URL(text));

function publicUrlFault(text: string): string | null {
  const url = webUrl(text);
  if (url === null) return "must be an http or https URL, for example https://auth.example.com";
  if (url.username !== "" || url.password !== "") return "must not contain a user name or password: remove them";
  if (text.includes("?") || text.includes("#")) return "must not have a query or a fragment: end it after the path";
  return null;
}

/** CORS_ORIGIN: a list of exact origins. */
export const corsOrigins = z.preprocess(
  (value: string | readonly string[]) => textToList(value),
  z.array(checkedText(originFault), { error: "must be text or a list of texts" }),
);

/** Pages in the shell of an app, and of a browser's extensions. `new URL` knows no origin for them: it says "null". */
const APP_ORIGIN =
  /^(?:app|capacitor|ionic|tauri|chrome-extension|moz-extension|safari-web-extension):\/\/[A-Za-z0-9][A-Za-z0-9.-]*(?::\d+)?/;

function originFault(text: string): string | null {
  if (text === "") return "has an empty entry: remove the stray comma";
  // Requests carry cookies, so an origin that anybody can have would hand every account to every page.
  if (text.includes("*")) return "must not contain *: list the exact origins, for example https://app.example.com";
  const origin = APP_ORIGIN.exec(text)?.[0] ?? webUrl(text)?.origin;
  if (origin === undefined) {
    return "must list http or https origins, or those of apps and extensions: for example https://app.example.com or capacitor://localhost";
  }
  return origin === text ? null : `must list exact origins, as browsers send them: write ${origin}`;
}

/** PAGES_NEXT: origins to which the pages lead after a sign-in. Their pages are shown to people, so an app's own scheme is none. */
export const nextOrigins = z.preprocess(
  (value: string | readonly string[]) => textToList(value),
  z.array(checkedText(nextOriginFault), { error: "must be text or a list of texts" }),
);

function nextOriginFault(text: string): string | null {
  if (text === "") return "has an empty entry: remove the stray comma";
  const url = webUrl(text);
  if (url === null || !isNextOrigin(text)) {
    return "must list https origins, or http ones of localhost, for example https://app.example.com";
  }
  return url.origin === text ? null : `must list exact origins: write ${url.origin}`;
}

/** Away from localhost, http would show anybody on the way where a user goes, and let them change what it shows. */
export function isNextOrigin(text: string): boolean {
  const url = webUrl(text);
  return url !== null && (url.protocol === "https:" || isLocalhost(url));
}

/** PASSKEY_RP_ID: the domain that passkeys are made for. Whether it fits PUBLIC_URL is checked with it. */
export const passkeyRpId = checkedText((text) =>
  isDomain(text) ? null : "must be a domain in lower case without scheme, port and path, for example example.com",
);

/** PASSKEY_ORIGINS: other origins whose pages, or Android apps, may use the passkeys. */
export const passkeyOrigins = z.preprocess(
  (value: string | readonly string[]) => textToList(value),
  z.array(checkedText(passkeyOriginFault), { error: "must be text or a list of texts" }),
);

/** What an Android app signs as its origin: the SHA-256 of its certificate. */
const ANDROID_ORIGIN = /^android:apk-key-hash:[A-Za-z0-9_-]{43}$/;

function passkeyOriginFault(text: string): string | null {
  if (text === "") return "has an empty entry: remove the stray comma";
  if (ANDROID_ORIGIN.test(text)) return null;
  const url = webUrl(text);
  if (url === null || !isNextOrigin(text) || text.includes("*")) {
    return "must list https origins, http ones of localhost, or Android apps as android:apk-key-hash:…: for example https://app.example.com";
  }
  return url.origin === text ? null : `must list exact origins: write ${url.origin}`;
}

const BAD_PAGES = 'must be on, off, or an object with the origins of next: { next: ["https://app.example.com"] }';

/** PAGES. In code it may also be an object, with the origins of PAGES_NEXT. */
export const pages = z.union([z.enum(["on", "off"]), z.strictObject({ next: nextOrigins })], { error: pagesFault });

function pagesFault({ input }: { input?: unknown }): string {
  if (typeof input !== "object" || input === null || Object.keys(input).join() !== "next") return BAD_PAGES;
  const { error } = nextOrigins.safeParse(Reflect.get(input, "next"));
  return error?.issues[0] === undefined ? BAD_PAGES : `has a wrong next: it ${error.issues[0].message}`;
}

/** PAGES_PATH, without a slash at its end: so `/` becomes an empty text. */
export const pagesPath = checkedText(pathFault).transform((text) => trimTrailing(text, "/"));

/** Why a text cannot be the path of the pages or the API, or `null`. It becomes a pattern of Express, and part of a document. */
export function pathFault(text: string): string | null {
  return text === "/" || /^(?:\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+$/.test(text)
    ? null
    : "must be / or a path of letters, digits and . _ ~ - without a slash at its end, for example /account-pages";
}

/** DATABASE_URL: a SQLite file, a MongoDB, or SQLite in memory. */
export const databaseUrl = checkedText((text) => (text === IN_MEMORY ? null : databaseUrlFault(text)));

/** Why a text cannot be the URL of a database that outlives its process, or `null`. The words do not repeat it: it may hold a password. */
export function databaseUrlFault(text: string): string | null {
  if (/^mongodb(\+srv)?:\/\/[^/]/.test(text)) return namesDatabase(text) ? null : NO_DATABASE;
  if (/^postgres(ql)?:\/\//.test(text)) return postgresUrlFault(text);
  if (/^(?:sqlite::)?memory:/.test(text)) {
    return "must name a file: accounts in memory are lost at every restart (for tests there is DATABASE_URL=memory:)";
  }
  if (text.startsWith("sqlite://"))
    return "has no // after sqlite: write sqlite:./folder/file.db or sqlite:/folder/file.db";
  if (/^sqlite:./.test(text)) return null;
  return "must begin with sqlite:, postgres://, postgresql://, mongodb:// or mongodb+srv:// and name a file or host, for example sqlite:./data/latchkey.db";
}

/** MongoDB itself takes one called "test" then, which an application may be using. */
const NO_DATABASE = "must name the database after the hosts, for example mongodb://127.0.0.1:27017/latchkey";

/** A URL that the driver cannot read either, such as one with a `/` in the password, is the driver's to refuse. */
function namesDatabase(mongoUrl: string): boolean {
  const afterScheme = mongoUrl.slice(mongoUrl.indexOf("://") + 3);
  const end = afterScheme.search(/[/?]/);
  return end !== -1 && /^\/[^?]/.test(afterScheme.slice(end));
}

const POSTGRES_URL = /^postgres(?:ql)?:\/\/(?:[^@/?#]*@)?(?<hosts>[^/?]*)\/[^?/]+(?:\?(?<options>.*))?$/;

function postgresUrlFault(text: string): string | null {
  const { hosts = "", options = "" } = POSTGRES_URL.exec(text)?.groups ?? {};
  if (POSTGRES_URL.test(text) && (hosts !== "" || /(?:^|&)host=./.test(options))) return null;
  return "must name the host and the database, for example postgres://127.0.0.1:5432/latchkey, or postgres:///latchkey?host=/var/run/postgresql for a Unix socket; characters such as : / ? # @ in its password have to be percent-encoded";
}

/** DATABASE_SCHEMA */
export const databaseSchema = checkedText(databaseSchemaFault);

/** Why a text cannot be a schema of PostgreSQL, or `null`: it cuts longer names, and keeps those with pg_ for itself. */
export function databaseSchemaFault(text: string): string | null {
  if (!/^[a-z_][a-z0-9_]{0,62}$/i.test(text)) {
    return "must be letters, digits and underscores, at most 63, the first one no digit, for example latchkey";
  }
  return /^pg_/i.test(text) ? "must not begin with pg_, which PostgreSQL keeps for itself" : null;
}

/** DATABASE_PREFIX: it becomes part of names in SQL, so nothing else may be in it. */
export const databasePrefix = checkedText(databasePrefixFault);

/** Why a text cannot stand before the names of tables and collections, or `null`. */
export function databasePrefixFault(text: string): string | null {
  if (!/^[a-z][a-z0-9_]{0,31}$/i.test(text)) {
    return "must be letters, digits and underscores, at most 32, the first one a letter, for example latchkey_";
  }
  return /^sqlite_/i.test(text) ? "must not begin with sqlite_, which SQLite keeps for itself" : null;
}

/** SMTP_URL: the mail server. */
export const smtpUrl = checkedText((text) => {
  if (!/^smtps?:\/\/[^/]/.test(text) || !URL.canParse(text)) {
    return "must be a URL with smtp or smtps, for example smtps://user:password@mail.example.com:465";
  }
  const { pathname, search, hash } = new URL(text);
  // Mail libraries read options there that switch the check of certificates off; nothing but the server is read here.
  return /^\/?$/.test(pathname) && search === "" && hash === ""
    ? null
    : "must end with the host or port: options are not read";
});

/** BRAND_LOGO_URL: a picture that pages load. http would be blocked on an https page. */
export const logoUrl = checkedText((text) => {
  const url = webUrl(text);
  const isPlain = url !== null && url.protocol === "https:" && url.username === "" && !/["'<>\s\\]/.test(text);
  return isPlain ? null : "must be an https URL without spaces or quotes, for example https://example.com/logo.svg";
});

function webUrl(text: string): URL | null {
  return /^https?:\/\//i.test(text) && URL.canParse(text) ? new URL(text) : null;
}
