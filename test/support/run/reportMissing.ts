import { findOnPath } from "../../../scripts/mongo/findOnPath.js";
import { findChromium } from "../browser/findChromium.js";

const NEEDED = [
  {
    cases: "browser",
    what: "Chromium",
    cure: "install Debian's package chromium, or set CHROMIUM_PATH",
    find: findChromium,
  },
  ...["nginx", "caddy"].map((name) => ({
    cases: name,
    what: name,
    cure: `install Debian's package ${name}`,
    find: () => findOnPath(name),
  })),
];

/** Says at the end of a run which cases did not run, and why. */
export default function setup(): () => void {
  return () => {
    for (const { cases, what, cure, find } of NEEDED) {
      if (find() !== null) continue;
      process.stderr.write(`The ${cases} cases were skipped: no ${what} was found, ${cure}.\n`);
    }
  };
}
