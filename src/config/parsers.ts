import { isIP } from "node:net";
import { z } from "zod";
import { hidesSomething, showsSomething } from "../utils/displayText.js";
import { formatDuration, parseDuration } from "../utils/duration.js";

/*
 * Every parser takes the text of the environment and the native type of an option alike; its input type is that of the option.
 * A message continues a sentence that begins with the name of the setting; it never quotes a value that may be a secret.
 */

/** A whole number with a unit: `30s`, `15m`, `12h`, `7d` or `2w`. */
export type Duration = `${number}${"s" | "m" | "h" | "d" | "w"}`;

/** Text that `faultOf` finds no fault with. */
export function checkedText(faultOf: (text: string) => string | null) {
  return z.string({ error: "must be text" }).superRefine((text, context) => {
    const fault = faultOf(text);
    if (fault !== null) context.addIssue(fault);
  });
}

/** Text that passes a test. */
function textThat(passes: (text: string) => boolean, message: string) {
  return checkedText((text) => (passes(text) ? null : message));
}

/** One of a few words. */
export function oneOf<const Word extends string>(...words: readonly Word[]) {
  return z.enum(words, { error: `must be one of ${words.join(", ")}` });
}

export function flag() {
  return z.preprocess((value: boolean) => wordToBoolean(value), z.boolean({ error: "must be true or false" }));
}

export function wholeNumber(min: number, max: number) {
  const error = `must be a whole number from ${min} to ${max}`;
  return z.preprocess(
    (value: number) => digitsToNumber(value),
    z.int({ error }).min(min, { error }).max(max, { error }),
  );
}

const NOT_A_DURATION = "must be a whole number with a unit (s, m, h, d or w): for example 30s, 15m or 7d";

/** A duration such as `15m`, in milliseconds, within a range. */
export function duration(min: number, max: number) {
  return z.preprocess((value: Duration) => value, milliseconds(min, max));
}

/** A duration, or null for `off`. */
export function durationOrOff(min: number, max: number) {
  return z.preprocess((value: Duration | "off") => (value === "off" ? null : value), milliseconds(min, max).nullable());
}

function milliseconds(min: number, max: number) {
  return z.string({ error: durationFault }).transform((text, context) => {
    const value = parseDuration(text);
    if (value === null) context.addIssue(durationFault({ input: text }));
    else if (value >= min && value <= max) return value;
    else context.addIssue(`must be between ${formatDuration(min)} and ${formatDuration(max)}`);
    return z.NEVER;
  });
}

// jsonwebtoken reads "900" as milliseconds and 900 as seconds, so a bare number has made tokens that were born expired.
function durationFault({ input }: { input?: unknown }): string {
  const text = String(input);
  return /^\d+$/.test(text) ? `has no unit: write ${text}s for seconds` : NOT_A_DURATION;
}

/** An address or host name to listen on. */
export const hostName = textThat(
  (text) => isIP(text) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text),
  "must be an address or a host name without scheme and port, for example 0.0.0.0",
);

/** An issuer or audience. */
export const identifier = textThat(
  (text) => /^\S{1,255}$/.test(text),
  "must be 1 to 255 characters without spaces, for example https://auth.example.com",
);

/** A domain in lower case. Browsers take no address for one. */
export function isDomain(text: string): boolean {
  const isHost = /^[a-z0-9.-]+$/.test(text) && URL.canParse(`https://${text}`);
  return isHost && new URL(`https://${text}`).hostname === text && isIP(text) === 0;
}

/** An email address, alone or as `Name <address>`. */
export const mailbox = textThat(
  (text) => /^([^<>@]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/.test(text) && !hidesSomething(text),
  "must be an address, for example Example <no-reply@example.com>",
);

/** A name for people to read, on one line. */
export const brandName = textThat(
  (text) => [...text].length <= 40 && text.trim() === text && showsSomething(text) && !hidesSomething(text),
  "must be 1 to 40 characters without outer spaces, control and invisible characters",
);

export const brandColor = z.preprocess(
  (value: `#${string}`) => value,
  textThat((text) => /^#[0-9a-f]{6}$/i.test(text), "must be a color as #rrggbb, for example #2f5bd8"),
);

const BAD_ALGORITHM = { error: "must be HS256, ES256, or both with the one that signs in front: ES256,HS256" };
type Algorithm = "HS256" | "ES256";

/** ACCESS_TOKEN_ALGORITHM: the first signs, all verify. */
export const tokenAlgorithms = z.preprocess(
  (value: Algorithm | readonly Algorithm[]) => textToList(value),
  z
    .array(z.enum(["HS256", "ES256"], BAD_ALGORITHM), BAD_ALGORITHM)
    .min(1, BAD_ALGORITHM)
    .refine((names) => new Set(names).size === names.length, BAD_ALGORITHM),
);

const BAD_PROXY = {
  error:
    "must be false, true, the number of proxies (0 to 10), or a list of their addresses: for example 1, loopback or 10.0.0.0/8",
};

/** TRUST_PROXY in the forms that Express takes: whose `X-Forwarded-…` headers are believed. */
export const trustProxy = z.preprocess(
  (value: boolean | number | string | readonly string[]) => textToProxies(value),
  z.union(
    [
      z.boolean(),
      z.int(BAD_PROXY).min(0, BAD_PROXY).max(10, BAD_PROXY),
      z.array(z.string().refine(isProxy, BAD_PROXY)).min(1, BAD_PROXY).readonly(),
    ],
    BAD_PROXY,
  ),
);

function textToProxies(value: unknown): unknown {
  const native = wordToBoolean(digitsToNumber(value));
  return typeof native === "string" ? textToList(native) : native;
}

/** A range of /0 is everybody, which has a plainer name: `true`. */
function isProxy(text: string): boolean {
  if (["loopback", "linklocal", "uniquelocal"].includes(text) || isIP(text) !== 0) return true;
  const [address = "", bits = "", ...rest] = text.split("/");
  const max = isIP(address) === 6 ? 128 : 32;
  return isIP(address) !== 0 && rest.length === 0 && /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= max;
}

/** `true` and `false` as text become booleans; anything else stays as it is. */
function wordToBoolean(value: unknown): unknown {
  if (value === "true") return true;
  return value === "false" ? false : value;
}

/** Digits as text become a number; anything else stays as it is. */
function digitsToNumber(value: unknown): unknown {
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
}

/** Comma-separated text becomes a list without outer spaces; anything else stays as it is. */
export function textToList(value: unknown): unknown {
  return typeof value === "string" ? value.split(",").map((entry) => entry.trim()) : value;
}
