import { z } from "zod";
import { checkedText } from "./parsers.js";

/** RFC 7518 section 3.2: a key for HS256 has at least the 256 bits of its hash. */
const LEAST_BYTES = 32;
const LEAST_DISTINCT_CHARACTERS = 8;

/** Words of examples in documentation, the tutorial's among them, once everything but letters is gone. */
const PLACEHOLDER = /your(super|own|very)?secret|supersecret|change(me|this|it)|replace(me|this|with)|placeholder/;

/** The cure for every secret that is missing or weak. */
export const MAKE_ONE = 'make one with "openssl rand -base64 48"';

/** A token secret, or several: the first signs, all verify. */
export const secretList = z.preprocess(
  (value) => (typeof value === "string" ? value.split(",") : value),
  z.array(checkedText(secretFault), { error: "must be text or a list of texts" }).min(1, { error: "is an empty list" }),
);

/** Why a text is no secret, or null. The answer never contains the text. */
export function secretFault(text: string): string | null {
  if (text === "") return "has an empty entry: remove the stray comma";
  if (text.trim() !== text) return "has spaces around a secret: remove them";
  if (PLACEHOLDER.test(text.toLowerCase().replace(/[^a-z]/g, ""))) return `is a placeholder: ${MAKE_ONE}`;
  if (Buffer.byteLength(text) < LEAST_BYTES) return `is shorter than ${LEAST_BYTES} bytes: ${MAKE_ONE}`;
  if (new Set(text).size < LEAST_DISTINCT_CHARACTERS) return `repeats a few characters: ${MAKE_ONE}`;
  return null;
}
