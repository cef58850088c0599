import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Config } from "../config/index.js";
import { textOn } from "./textOn.js";

export interface Pages {
  readonly html: string;
  readonly brandCss: string;
  /** The folder of scripts and styles, whose names change with their content. */
  readonly assets: string;
  /** From where a picture may be loaded beside the server itself. */
  readonly logoOrigin: string | null;
}

type Brand = Pick<Config, "pages" | "brandName" | "brandColor" | "brandLogoUrl">;

/** Where `npm run build` puts them: beside the built program, or from the sources' point of view in dist/. */
const PLACES = ["../../dist/pages/", "../pages/"].map((place) => fileURLToPath(new URL(place, import.meta.url)));

/** Reads the built pages and puts the brand into them; `null` when they are off or were not built. */
export function loadPages(config: Brand, places: readonly string[] = PLACES): Pages | null {
  const folder = places.find((place) => existsSync(join(place, "index.html")));
  if (config.pages === "off" || folder === undefined) return null;
  const logo = config.brandLogoUrl;
  const document = readFileSync(join(folder, "index.html"), "utf8");
  // In one go and by a function: a name may hold `$&`, which would be a pattern, and the mark of the picture.
  const brand: Readonly<Record<string, string>> = { "%BRAND_NAME%": config.brandName, "%BRAND_LOGO_URL%": logo ?? "" };
  const html = document.replaceAll(/%BRAND_(?:NAME|LOGO_URL)%/g, (mark) => escapeHtml(brand[mark] ?? ""));
  return {
    html,
    brandCss: `:root{--brand:${config.brandColor};--brand-text:${textOn(config.brandColor)}}\n`,
    assets: join(folder, "assets"),
    logoOrigin: logo === null ? null : new URL(logo).origin,
  };
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
