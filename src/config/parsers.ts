import { z } from "zod";
import { formatDuration, parseDuration } from "../utils/duration.js";

/*
 * Every parser takes the text of the environment and the native type of an option alike. A message continues a sentence that
 * begins with the name of the setting; it never quotes a value that may be a secret.
 */

/** Text that `faultOf` finds no fault with. */
export function checkedText(faultOf: (text: string) => string | null) {
  return z.string({ error: "must be text" }).superRefine((text, context) => {
    const fault = faultOf(text);
    if (fault !== null) context.addIssue(fault);
  });
}

/** One of a few words. */
export function oneOf<const Word extends string>(...words: readonly Word[]) {
  return z.enum(words, { error: `must be one of ${words.join(", ")}` });
}

/** `true` or `false`. */
export function flag() {
  return z.preprocess(wordToBoolean, z.boolean({ error: "must be true or false" }));
}

/** A whole number within a range. */
export function wholeNumber(least: number, most: number) {
  const error = `must be a whole number from ${least} to ${most}`;
  return z.preprocess(digitsToNumber, z.int({ error }).min(least, { error }).max(most, { error }));
}

const NOT_A_DURATION = "must be a whole number with a unit (s, m, h, d or w): for example 30s, 15m or 7d";

/** A duration such as `15m`, in milliseconds, within a range. */
export function duration(least: number, most: number) {
  return z.string({ error: durationFault }).transform((text, context) => {
    const milliseconds = parseDuration(text);
    if (milliseconds === null) context.addIssue(durationFault({ input: text }));
    else if (milliseconds >= least && milliseconds <= most) return milliseconds;
    else context.addIssue(`must be between ${formatDuration(least)} and ${formatDuration(most)}`);
    return z.NEVER;
  });
}

/** A duration, or null for `off`. */
export function durationOrOff(least: number, most: number) {
  return z.preprocess((value) => (value === "off" ? null : value), duration(least, most).nullable());
}

// jsonwebtoken reads "900" as milliseconds and 900 as seconds, so a bare number has made tokens that were born expired.
function durationFault({ input }: { input?: unknown }): string {
  const text = String(input);
  return /^\d+$/.test(text) ? `has no unit: write ${text}s for seconds` : NOT_A_DURATION;
}

/** `true` and `false` as text become booleans; anything else stays as it is. */
export function wordToBoolean(value: unknown): unknown {
  if (value === "true") return true;
  if (value === "false") return false;
  return value;
}

/** Digits as text become a number; anything else stays as it is. */
export function digitsToNumber(value: unknown): unknown {
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
}

/** Comma-separated text becomes a list without outer spaces; anything else stays as it is. */
export function textToList(value: unknown): unknown {
  return typeof value === "string" ? value.split(",").map((entry) => entry.trim()) : value;
}
