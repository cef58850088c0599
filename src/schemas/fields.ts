import { z } from "zod";
import { type ApiText, apiText } from "../messages/api/index.js";
import { textIssue, textKey } from "../messages/api/issues.js";
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
  .string(textKey("value.text"))
  .trim()
  .regex(/^[A-Za-z0-9_.-]{3,32}$/, textKey("username.characters"))
  .regex(/[A-Za-z0-9]/, textKey("username.letter"))
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
  .string(textKey("value.text"))
  .trim()
  .max(254, textKey("value.tooLong"))
  .superRefine((address, context) => {
    if (!isPlainAddress(address)) context.addIssue({ code: "custom", ...textIssue(addressAdvice(address)) });
  })
  .transform((address) => address.toLowerCase())
  .meta({
    format: "email",
    description: "One plain ASCII address. Outer spaces are dropped, capitals lowered.",
    examples: ["ada@example.com"],
  });

/** An address to be stored: one whose domain may receive mail. Accounts of before that have another one can still sign in. */
export const email = typedEmail
  .refine((address) => !NUMBER.test(address.slice(address.lastIndexOf(".") + 1)), textKey("email.numericDomain"))
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
function addressAdvice(address: string): ApiText {
  const domain = address.slice(address.lastIndexOf("@") + 1);
  if (/^[\0-\x7f]*$/.test(domain)) return apiText("email.plain");
  const ascii =
    /[\s/?#:\\@[\]%]/.test(domain) || !URL.canParse(`http://${domain}`) ? "" : new URL(`http://${domain}`).hostname;
  return isPlainDomain(ascii) ? apiText("email.ascii", { domain: ascii }) : apiText("email.asciiExample");
}

/** Only A to Z: `toLowerCase` would turn the Kelvin sign into a k, and so one address into another. */
function toLowerAscii(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** A name for people, who must see all of it. */
export function shownName(maxLength: number, meta: { description: string; examples: string[] }) {
  return z
    .string(textKey("value.text"))
    .trim()
    .transform((name) => name.normalize("NFC"))
    .pipe(
      z
        .string()
        .min(1, textKey("fullName.empty"))
        .max(maxLength, textKey("value.tooLong"))
        .refine((name) => name === "" || showsSomething(name), textKey("fullName.invisible"))
        .refine((name) => !hidesSomething(name), textKey("fullName.hidden")),
    )
    .meta({ minLength: 1, maxLength, ...meta });
}

export const fullName = shownName(100, {
  description:
    "At least one visible character; no control characters, no invisible ones outside of emoji and of scripts that need " +
    "them, none that change the direction of writing. Outer spaces are dropped.",
  examples: ["Ada Lovelace"],
});

/** Other schemes could run script in a page that shows the picture. */
export const avatarUrl = z
  .string(textKey("value.text"))
  .trim()
  .max(2048, textKey("value.tooLong"))
  .refine(isHttpsUrl, textKey("avatarUrl.https"))
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
  .string(textKey("value.text"))
  .refine((password) => password.isWellFormed(), textKey("password.halfCharacter"));

/** A password as typed at sign-in: any text that may be one. Older systems allowed shorter ones. */
export const typedPassword = passwordText
  .min(1, textKey("password.empty"))
  .refine((password) => passwordLength(password) <= MAX_PASSWORD_LENGTH, {
    error: textKey("value.tooLong"),
    params: { max: String(MAX_PASSWORD_LENGTH) },
  })
  .meta({ format: "password", maxLength: MAX_PASSWORD_LENGTH });

export const rememberMe = optional(
  z.boolean(textKey("value.boolean")).meta({ description: "Absent is true. false: cookies end with the browser." }),
);

/** The current password of a signed-in user: the service knows whether the account has one, and asks for it. */
export const ownPassword = optional(
  typedPassword.meta({ description: "The current password. Required where the account has one." }),
);

/** A password to be set. What it must be is a decision of the password policy, which asks for eight characters or more. */
export const newPassword = passwordText.meta({
  format: "password",
  minLength: 8,
  maxLength: MAX_PASSWORD_LENGTH,
  description: "GET /api/v1/auth/password-policy says what it must be.",
});

/** The token of a link in a mail. A malformed one is a link that is not valid, which the service answers. */
export const linkToken = z
  .string(textKey("value.text"))
  .min(1, textKey("value.empty"))
  .max(200, textKey("value.tooLong"))
  .meta({ description: "What follows `#token=` in the link of the mail." });

/** Programs compare roles, so they are plain words; one with a space would look like two. */
export const ROLE = /^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/;
export const ROLE_RULE = "A role is a word of up to 64 letters, digits, _ . : and -";

export const roles = z
  .array(z.string(textKey("value.text")).regex(ROLE, ROLE_RULE), "Must be a list of roles.")
  .max(100, "Use at most 100 roles.");
