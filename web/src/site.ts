import { meta } from "./brand.js";
import type { PagesPlace } from "./routing/paths.js";

interface Site extends PagesPlace {
  /** The path of the API. */
  readonly apiPath: string;
}

/** How these pages are served, which only the server knows. */
export const site: Site = { ...JSON.parse(meta("latchkey-pages")), origin: window.location.origin };
