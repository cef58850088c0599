import { isIP } from "node:net";
import { z } from "zod";
import { digitsToNumber, textToList, wordToBoolean } from "./parsers.js";

const error =
  "must be false, true, the number of proxies (0 to 10), or a list of their addresses: for example 1, loopback or 10.0.0.0/8";

const KEYWORDS = ["loopback", "linklocal", "uniquelocal"];

/** TRUST_PROXY in the forms that Express takes: whose `X-Forwarded-…` headers are believed. */
export const trustProxy = z.preprocess(
  textToNative,
  z.union(
    [
      z.boolean(),
      z.int({ error }).min(0, { error }).max(10, { error }),
      z.array(z.string().refine(isProxy, { error })).min(1, { error }),
    ],
    { error },
  ),
);

function textToNative(value: unknown): unknown {
  const native = wordToBoolean(digitsToNumber(value));
  return typeof native === "string" ? textToList(native) : native;
}

function isProxy(text: string): boolean {
  return KEYWORDS.includes(text) || isIP(text) !== 0 || isRange(text);
}

/** CIDR notation. A range of /0 is everybody, which has a plainer name: `true`. */
function isRange(text: string): boolean {
  const [address = "", bits = "", ...rest] = text.split("/");
  const most = isIP(address) === 6 ? 128 : 32;
  return isIP(address) !== 0 && rest.length === 0 && /^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= most;
}
