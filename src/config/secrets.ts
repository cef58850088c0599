import { z } from "zod";
import { checkedText } from "./parsers.js";

/** RFC 7518 section 3.2: a key for HS256 has at least the 256 bits of its hash. */
const MIN_BYTES = 32;
const MIN_DISTINCT_CHARACTERS = 8;

/** Words of examples in documentation, the tutorial's among them, once everything but letters is gone. */
const PLACEHOLDER = /your(super|own|very)?secret|supersecret|change(me|this|it)|replace(me|this|with)|placeholder/;

/** What to do about a secret that is missing or weak. */
export const GENERATE_HINT = 'make one with "openssl rand -base64 48"';

/** A token secret, or several: the first signs, all verify. */
export const secretList = z.preprocess(
  (value: string | readonly string[]) => (typeof value === "string" ? value.split(",") : value),
  z
    .array(checkedText(validateSecret), { error: "must be text or a list of texts" })
    .min(1, { error: "is an empty list" }),
);

/** A secret of what can stand in an Authorization header (RFC 6750 section 2.1). */
export const bearerToken = checkedText((text) =>
  /^[A-Za-z0-9._~+/-]+=*$/.test(text)
    ? validateSecret(text)
    : 'must be letters, digits and -._~+/=: make one with "openssl rand -hex 32"',
);

/** Why a text is no secret, or null. The answer never contains the text. */
export function validateSecret(text: string): string | null {
  if (text === "") return "has an empty entry: remove the stray comma";
  if (text.trim() !== text) return "has spaces around a secret: remove them";
  if (PLACEHOLDER.test(text.toLowerCase().replace(/[^a-z]/g, ""))) return `is a placeholder: ${GENERATE_HINT}`;
  if (Buffer.byteLength(text) < MIN_BYTES) return `is shorter than ${MIN_BYTES} bytes: ${GENERATE_HINT}`;
  if (new Set(text).size < MIN_DISTINCT_CHARACTERS) return `repeats a few characters: ${GENERATE_HINT}`;
  return null;
}
