import { pictureOriginOf } from "../../src/utils/pictureOrigin.js";
import { brand, meta } from "./brand.js";

/** What the content policy of this document lets through. */
const allowed = [window.location.origin, meta("latchkey-picture-origin"), pictureOriginOf(brand.logoUrl)];

const TRIED = "latchkey picture origin";

/** Whether this document may load a picture. */
export function isAllowedPicture(address: string | null): address is string {
  return address !== null && URL.canParse(address) && allowed.includes(new URL(address).origin);
}

/**
 * Loads the document again if another one would let the user's picture through: a policy names the origin of the picture of the
 * user who opened the page. Once for an origin: if that did not help, as when the browser sent no cookie, the user has initials.
 *
 * @returns whether the document is about to go
 */
export function reloadForPicture(address: string | null): boolean {
  const origin = pictureOriginOf(address);
  try {
    if (origin === null || allowed.includes(origin)) {
      sessionStorage.removeItem(TRIED);
      return false;
    }
    if (sessionStorage.getItem(TRIED) === origin) return false;
    sessionStorage.setItem(TRIED, origin);
  } catch {
    // Without storage nothing would stop the second time.
    return false;
  }
  window.location.reload();
  return true;
}
