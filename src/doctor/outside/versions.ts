import { fine, found, outsideCheck, unchecked } from "../Check.js";
import { jsonOrNull } from "../Site.js";

export const versions = outsideCheck({
  id: "version",
  title: "The server runs this version",
  looksAt: "The version in `/openapi.json` against the one of the program that looks.",
  faults: {
    other: {
      severity: "low",
      title: "The server runs another version than this program",
      clause: null,
      cure: "Upgrade the older one (docs/operations.md); after an upgrade restart the server.",
    },
  },
  look: async ({ site, version }) => {
    const { status, text } = await site.send({ path: "/openapi.json" });
    const there = versionIn(jsonOrNull(text));
    if (there === null) return [unchecked(`GET /openapi.json: ${status} without a version.`)];
    const seen = `${there} there, ${version} here`;
    return [there === version ? fine(seen) : found("other", seen)];
  },
});

function versionIn(document: unknown): string | null {
  if (typeof document !== "object" || document === null || !("info" in document)) return null;
  const { info } = document;
  const isKnown = typeof info === "object" && info !== null && "version" in info && typeof info.version === "string";
  return isKnown ? String(info.version) : null;
}
