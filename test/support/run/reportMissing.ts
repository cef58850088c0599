import { findOnPath } from "../../../scripts/mongo/findOnPath.js";
import { findPgBouncer } from "../../../scripts/postgres/startPgBouncer.js";
import { findChromium, findFirefox, findWebKit } from "../browser/findBrowsers.js";
import { hasReleaseBefore, RELEASE_BEFORE } from "../upgrades/releaseBefore.js";

const NEEDED = [
  {
    cases: "browser",
    reason: "no Chromium was found, install Debian's package chromium, or set CHROMIUM_PATH",
    isThere: () => findChromium() !== null,
  },
  {
    cases: "Firefox",
    reason: "no Firefox was found, install Debian's package firefox-esr, or set FIREFOX_PATH",
    isThere: () => findFirefox() !== null,
  },
  {
    cases: "WebKitGTK",
    reason: "WebKitWebDriver or Xvfb was not found, install Debian's packages webkit2gtk-driver and xvfb",
    isThere: () => findWebKit() !== null,
  },
  ...["nginx", "caddy"].map((name) => ({
    cases: name,
    reason: `no ${name} was found, install Debian's package ${name}`,
    isThere: () => findOnPath(name) !== null,
  })),
  {
    cases: "oathtool",
    reason: "no oathtool was found, install Debian's package oathtool",
    isThere: () => findOnPath("oathtool") !== null,
  },
  {
    cases: "PgBouncer",
    reason: "no pgbouncer was found, install Debian's package pgbouncer",
    isThere: () => findPgBouncer() !== null,
  },
  {
    cases: "upgrade",
    reason: `this clone lacks the commit of the release before (${RELEASE_BEFORE.commit}), run git fetch --unshallow`,
    isThere: hasReleaseBefore,
  },
];

/** Says at the end of a run which cases did not run, and why. */
export default function setup(): () => void {
  return () => {
    for (const { cases, reason, isThere } of NEEDED) {
      if (!isThere()) process.stderr.write(`The ${cases} cases were skipped: ${reason}.\n`);
    }
  };
}
