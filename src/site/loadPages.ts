import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "../config/index.js";
import { byLanguage, directionOf, type Language } from "../language/index.js";
import { documentTexts } from "../messages/api/index.js";
import type { PageField } from "../services/fields/index.js";
import type { NameRule } from "../utils/nameRules.js";
import { textOn } from "../utils/textOn.js";
import { trimTrailing } from "../utils/trimTrailing.js";

export interface Pages {
  /** The document, whose script reads the language of it. `pictureOrigin`: from where its policy allows the user's picture. */
  readonly html: (language: Language, pictureOrigin: string | null) => string;
  readonly brandCss: string;
  /** The scripts and styles, whose names change with their content. */
  readonly assets: { readonly folder: string; readonly names: readonly string[] };
  /** From where a picture may be loaded beside the server itself. */
  readonly logoOrigin: string | null;
}

type PagesConfig = Pick<
  Config,
  | "pages"
  | "brandName"
  | "brandColor"
  | "brandLogoUrl"
  | "pagesUrl"
  | "publicUrl"
  | "pagesNext"
  | "username"
  | "fullName"
  | "emailCode"
  | "outboxUrl"
> & { readonly providers: PagesDocument["providers"] };

/** What the pages of an app need to know beside the settings. */
export interface PagesSite {
  /** Where the API is, below the public URL. */
  readonly apiPath: string;
  /** Whose page is at `/`: the account is not there in an app that has the root itself. */
  readonly home: "pages" | "app";
  /** What the forms have beside their own fields. */
  readonly fields: readonly PageField[];
}

/** What the script of the pages reads in its document. */
interface PagesDocument extends PagesSite {
  /** What stands before the path of each page, such as `/account-pages`. */
  readonly base: string;
  /** The other origins to which a sign-in may lead. */
  readonly next: readonly string[];
  /** The path of the page that shows mail instead of sending it, such as `/outbox`; `null` where mail is sent. */
  readonly outbox: string | null;
  /** Whether the forms ask for these names. */
  readonly username: NameRule;
  readonly fullName: NameRule;
  /** Whether a mailed code signs in, and an account needs no password. */
  readonly emailCode: boolean;
  /** What the buttons lead to. Here, so that no page waits for a request before it shows them. */
  readonly providers: readonly { readonly name: string; readonly label: string }[];
}

/** Where `npm run build` puts them: beside the built program, or from the sources' point of view in dist/. */
const PLACES = ["../../dist/pages/", "../pages/"];

/** Filled in with each answer, unlike the marks of the brand. */
const PICTURE_MARK = "%PICTURE_ORIGIN%";

const OF_THE_SERVER: PagesSite = { apiPath: "/api/v1", home: "pages", fields: [] };

/**
 * Reads the built pages and puts the brand and the texts of each language into them; `null` when they are off, or not there: they were not built, or this is a
 * bundle, which has no files.
 */
export function loadPages(config: PagesConfig, site = OF_THE_SERVER, places = placesHere()): Pages | null {
  const folder = places.find((place) => existsSync(join(place, "index.html")));
  if (config.pages === "off" || folder === undefined) return null;
  const logo = config.brandLogoUrl;
  const document = readFileSync(join(folder, "index.html"), "utf8");
  const served = servedAs(config, site);
  const marks = { BRAND_NAME: config.brandName, BRAND_LOGO_URL: logo ?? "", PAGES: JSON.stringify(served) };
  // The build writes its files relative to the document, which is shown at paths of several depths.
  const placed = document.replaceAll('="./', () => `="${served.base}/`);
  const piecesByLanguage = byLanguage((language) => {
    const texts = { ...marks, ...documentTexts(language) };
    const written = placed.replace(' lang="en"', () => ` lang="${language}" dir="${directionOf(language)}"`);
    return written.split(PICTURE_MARK).map((piece) => fill(piece, texts));
  });
  const assets = join(folder, "assets");
  return {
    html: (language, pictureOrigin) => piecesByLanguage[language].join(escapeHtml(pictureOrigin ?? "")),
    brandCss: `:root{--brand:${config.brandColor};--brand-text:${textOn(config.brandColor)}}\n`,
    assets: { folder: assets, names: readdirSync(assets) },
    logoOrigin: logo === null ? null : new URL(logo).origin,
  };
}

/** Puts texts into the marks of a document, `%NAME%`. In one go: a name of a brand may hold a mark, and stays as it is. */
function fill(document: string, texts: Readonly<Record<string, string>>): string {
  return document.replaceAll(/%([A-Za-z_.]+)%/g, (mark, name: string) => {
    const text = Object.hasOwn(texts, name) ? texts[name] : undefined;
    return text === undefined ? mark : escapeHtml(text);
  });
}

/** Paths as browsers see them: the public URL may have one of its own, which a proxy takes away. */
function servedAs(config: PagesConfig, { apiPath, home, fields }: PagesSite): PagesDocument {
  const { pagesUrl, publicUrl, pagesNext, username, fullName, outboxUrl } = config;
  const pathOf = (url: string) => trimTrailing(new URL(url).pathname, "/");
  const base = pathOf(pagesUrl);
  const outbox = outboxUrl === null ? null : pathOf(outboxUrl);
  return {
    base,
    apiPath: pathOf(publicUrl + apiPath),
    home,
    next: pagesNext,
    fields,
    username,
    fullName,
    emailCode: config.emailCode === "on",
    // Nothing else of them: their secrets are beside it.
    providers: config.providers.map(({ name, label }) => ({ name, label })),
    outbox,
  };
}

function placesHere(): string[] {
  const here: string | undefined = import.meta.url;
  // A bundle in CommonJS has no such place.
  return here === undefined ? [] : PLACES.map((place) => fileURLToPath(new URL(place, here)));
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
