import { withoutInvisible } from "../../utils/displayText.js";

const MAX_NAME_LENGTH = 60;
const MAX_ADDRESS_LENGTH = 45;
const MAX_DIGITS = 3;

// What an email program makes a link of: a scheme, an address, or letters after a dot (U+3002 is a dot in domain names).
const LINKABLE = /:\/\/|www\.|@|[.\u3002]\p{L}{2}/iu;
const NO_PART_OF_A_NAME = /[:/\\<>]/;

/**
 * The name for the greeting, at most 60 characters, or `null` where it is better left out. Anybody can register with
 * somebody else's address, so a name is a text that strangers send from our address: one that carries a link, an address or
 * a telephone number is an advertisement and not greeted.
 */
export function greetableName(fullName: string): string | null {
  const name = visible(fullName);
  const digits = name.match(/\p{N}/gu)?.length ?? 0;
  if (name === "" || isLinkable(name) || NO_PART_OF_A_NAME.test(name) || digits > MAX_DIGITS) return null;
  return shortened(name, MAX_NAME_LENGTH);
}

/** The address that a request came from, or `null`. Behind a wrong TRUST_PROXY it is a text that the client chose. */
export function addressText(ip: string | null): string | null {
  const shown = visible(ip ?? "");
  return shown === "" || isLinkable(shown) ? null : shortened(shown, MAX_ADDRESS_LENGTH);
}

/** One line without control and invisible characters, which would hide what is really there. */
function visible(text: string): string {
  return withoutInvisible(text.replaceAll(/[\s\p{Cc}]+/gu, " "))
    .replaceAll(/\p{C}/gu, "")
    .trim();
}

function isLinkable(text: string): boolean {
  return LINKABLE.test(text.normalize("NFKC"));
}

function shortened(text: string, limit: number): string {
  const characters = [...text];
  return characters.length <= limit ? text : `${characters.slice(0, limit - 1).join("")}…`;
}
