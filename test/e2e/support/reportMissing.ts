import { findChromium } from "./findChromium.js";

/** Says at the end of a run why the browser cases did not run. */
export default function setup(): () => void {
  return () => {
    if (findChromium() !== null) return;
    const cure = "install Debian's package chromium, or set CHROMIUM_PATH";
    process.stderr.write(`The browser cases were skipped: no Chromium was found, ${cure}.\n`);
  };
}
