import { jsonOrNull, type SiteAnswer } from "./Site.js";

/** The version in an answer of `/openapi.json`, or `null`. */
export function versionIn({ text }: SiteAnswer): string | null {
  const document = jsonOrNull(text);
  if (typeof document !== "object" || document === null || !("info" in document)) return null;
  const { info } = document;
  const isKnown = typeof info === "object" && info !== null && "version" in info && typeof info.version === "string";
  return isKnown ? String(info.version) : null;
}
