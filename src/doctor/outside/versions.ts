import { fine, found, outsideCheck, unchecked } from "../Check.js";
import { versionIn } from "../versionIn.js";

export const versions = outsideCheck({
  id: "version",
  title: "The server runs this version",
  looksAt: "The version in `/openapi.json` against the one of the program that looks.",
  faults: {
    other: {
      severity: "low",
      title: "The server runs another version than this program",
      clause: null,
      cure: "Upgrade the older one (docs/guides/operations.md); after an upgrade restart the server.",
    },
  },
  look: async ({ site, version }) => {
    const answer = await site.send({ path: "/openapi.json" });
    const there = versionIn(answer);
    if (there === null) return [unchecked(`GET /openapi.json: ${answer.status} without a version.`)];
    const seen = `${there} there, ${version} here`;
    return [there === version ? fine(seen) : found("other", seen)];
  },
});
