/** The host of a URL may hold `;`, `,`, `'` and `*` (WHATWG URL, forbidden domain code points): only these characters are plain. */
const PLAIN_ORIGIN = /^https:\/\/[a-z0-9.-]{1,253}(?::\d{1,5})?$/;

/**
 * The origin of a picture's address, as a content policy may name it; `null` if it must not. A user chooses the address: a `;` in
 * its host would begin another directive, a `,` another policy, and `*` would allow every site.
 *
 * @example
 * pictureOriginOf("https://pictures.example/ada.png"); // "https://pictures.example"
 * pictureOriginOf("https://a;script-src.example/"); // null
 */
export function pictureOriginOf(address: string | null): string | null {
  if (address === null || !URL.canParse(address)) return null;
  const { origin } = new URL(address);
  return PLAIN_ORIGIN.test(origin) ? origin : null;
}
