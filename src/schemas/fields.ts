import { z } from "zod";
import { hidesSomething, showsSomething } from "../utils/displayText.js";
import { emptyToAbsent } from "../utils/json.js";
import { passwordLength } from "../utils/passwordForm.js";

/**
 * The fields of an account. Each is a bounded text: shape first, then normalize, then validate, then use. Validating before
 * normalizing has let look-alike addresses through elsewhere (CVE-2026-73420).
 */

/** The one way to make a field of a request optional: `""` and `null` count as absent. */
export function optional<Output, Input>(field: z.ZodType<Output, Input>) {
  // `nullish` so that the documentation says that null is taken.
  return z
    .preprocess(
      emptyToAbsent,
      field.nullish().transform((value) => value ?? undefined),
    )
    .optional();
}

/** As `optional`, but `null` is a value: it removes what is stored. */
export function removable<Output, Input>(field: z.ZodType<Output, Input>) {
  return z.preprocess((value) => (value === "" ? undefined : value), field.nullish()).optional();
}

/** Lower case and ASCII only, so it can never look like an email address or like somebody else's name. */
export const username = z
  .string("Must be text.")
  .trim()
  .regex(/^[A-Za-z0-9_.-]{3,32}$/, "Use 3 to 32 of the letters a to z, digits, _ . and -")
  .regex(/[A-Za-z0-9]/, "Use at least one letter or digit.")
  .transform((name) => name.toLowerCase())
  .meta({
    pattern: "^[A-Za-z0-9_.-]{3,32}$",
    description: "At least one letter or digit. Outer spaces are dropped, capitals lowered.",
    examples: ["ada"],
  });

const LOCAL_PART = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/;
// A host whose last label is a number is an IPv4 address (WHATWG URL, "ends in a number checker"), and no mail domain.
const NUMBER = /^(?:\d+|0x[0-9a-f]*)$/;

/**
 * Exactly one plain address, as one may be typed to find an account. Quoted local parts, lists, comments and groups are
 * refused: mailers have re-read them as another recipient (CVE-2025-13033, CVE-2022-35924).
 */
export const typedEmail = z
  .string("Must be text.")
  .trim()
  .max(254, "Use at most 254 characters.")
  .refine(isPlainAddress, { error: ({ input }) => addressAdvice(String(input)) })
  .transform((address) => address.toLowerCase())
  .meta({
    format: "email",
    description: "One plain ASCII address. Outer spaces are dropped, capitals lowered.",
    examples: ["ada@example.com"],
  });

/** An address to be stored: one whose domain may receive mail. Accounts of before that have another one can still sign in. */
export const email = typedEmail
  .refine(
    (address) => !NUMBER.test(address.slice(address.lastIndexOf(".") + 1)),
    "The domain must not be a number. Enter a domain name.",
  )
  .meta({
    format: "email",
    description: "One plain ASCII address of a domain with a name. Outer spaces are dropped, capitals lowered.",
    examples: ["ada@example.com"],
  });

function isPlainAddress(address: string): boolean {
  if (address.length > 254 || address.normalize("NFKC") !== address) return false;
  const [local, domain, ...more] = toLowerAscii(address).split("@");
  if (local === undefined || domain === undefined || more.length > 0) return false;
  return local.length <= 64 && LOCAL_PART.test(local) && isPlainDomain(domain);
}

function isPlainDomain(domain: string): boolean {
  const labels = domain.split(".");
  return labels.length >= 2 && labels.every((label) => LABEL.test(label));
}

/** What to do about an address that is refused. Mail programs and servers know a domain by its ASCII form alone. */
function addressAdvice(address: string): string {
  const domain = address.slice(address.lastIndexOf("@") + 1);
  if (/^[\0-\x7f]*$/.test(domain)) return "Enter one email address, such as ada@example.com.";
  const ascii =
    /[\s/?#:\\@[\]%]/.test(domain) || !URL.canParse(`http://${domain}`) ? "" : new URL(`http://${domain}`).hostname;
  const form = isPlainDomain(ascii) ? ascii : "xn--bcher-kva.example for b\u00fccher.example";
  return `Write the domain in its ASCII form: ${form}.`;
}

/** Only A to Z: `toLowerCase` would turn the Kelvin sign into a k, and so one address into another. */
function toLowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

export const fullName = z
  .string("Must be text.")
  .trim()
  .transform((name) => name.normalize("NFC"))
  .pipe(
    z
      .string()
      .min(1, "Enter a name.")
      .max(100, "Use at most 100 characters.")
      .refine((name) => name === "" || showsSomething(name), "Enter a name with visible characters.")
      .refine(
        (name) => !hidesSomething(name),
        "Remove control characters, invisible characters and characters that change the direction of text.",
      ),
  )
  .meta({
    minLength: 1,
    maxLength: 100,
    description:
      "At least one visible character; no control characters, no invisible ones outside of emoji and of scripts that need " +
      "them, none that change the direction of writing. Outer spaces are dropped.",
    examples: ["Ada Lovelace"],
  });

/** Other schemes could run script in a page that shows the picture. */
export const avatarUrl = z
  .string("Must be text.")
  .trim()
  .max(2048, "Use at most 2048 characters.")
  .refine(isHttpsUrl, "Enter an https URL.")
  .meta({
    format: "uri",
    description: "An https URL without a name or password in it.",
    examples: ["https://example.com/ada.png"],
  });

function isHttpsUrl(text: string): boolean {
  if (hidesSomething(text) || !URL.canParse(text)) return false;
  const url = new URL(text);
  return url.protocol === "https:" && url.username === "" && url.password === "";
}

const MAX_PASSWORD_LENGTH = 256;

/** Half a character would be hashed as the replacement character, which is another password. */
const passwordText = z
  .string("Must be text.")
  .refine((password) => password.isWellFormed(), "Contains half a character. Enter whole characters.");

/** A password as typed at sign-in: any text that may be one. Older systems allowed shorter ones. */
export const typedPassword = passwordText
  .min(1, "Enter a password.")
  .refine(
    (password) => passwordLength(password) <= MAX_PASSWORD_LENGTH,
    `Use at most ${MAX_PASSWORD_LENGTH} characters.`,
  )
  .meta({ format: "password", maxLength: MAX_PASSWORD_LENGTH });

/** A password to be set. What it must be is a decision of the password policy, which asks for eight characters or more. */
export const newPassword = passwordText.meta({
  format: "password",
  minLength: 8,
  maxLength: MAX_PASSWORD_LENGTH,
  description: "GET /api/v1/auth/password-policy says what it must be.",
});

/** The token of a link in a mail. A malformed one is a link that is not valid, which the service answers. */
export const linkToken = z
  .string("Must be text.")
  .min(1, "Must not be empty.")
  .max(200, "Use at most 200 characters.")
  .meta({ description: "What follows `#token=` in the link of the mail." });

/** Programs compare roles, so they are plain words; one with a space would look like two. */
export const ROLE = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;
export const ROLE_RULE = "A role is a word of up to 64 letters, digits, _ . : and -";

export const roles = z
  .array(z.string("Must be text.").regex(ROLE, ROLE_RULE), "Must be a list of roles.")
  .max(100, "Use at most 100 roles.");
