import { createHmac, randomBytes } from "node:crypto";
import { equalInConstantTime } from "../../utils/constantTime.js";
import { SECOND } from "../../utils/duration.js";

/** RFC 4226 §4 recommends 160 bits. */
const SECRET_BYTES = 20;
const DIGITS = 6;
const STEP = 30 * SECOND;
/** How many steps early or late a code may come: clocks differ, and people type (RFC 6238 §5.2). */
const TOLERANCE = 1;

/** What a code is judged by. */
export interface TotpState {
  readonly secret: Buffer;
  /** The step of the last accepted code: that one and all before it are spent. */
  readonly lastStep: number;
}

export type CodeVerdict = { readonly kind: "accepted"; readonly step: number } | { readonly kind: "refused" };

export function newTotpSecret(): Buffer {
  return randomBytes(SECRET_BYTES);
}

/**
 * Judges a code of an authenticator app at `now`, in epoch milliseconds. RFC 6238 §5.2: a code must not be accepted twice, so a step
 * at or before `lastStep` is refused. Who accepts it must store `step` as `lastStep` with a compare-and-set before anything else: of
 * several requests with one code, one wins.
 *
 * @example
 * judgeCode({ secret, lastStep: 0 }, "287082", 59_000); // { kind: "accepted", step: 1 }
 */
export function judgeCode({ secret, lastStep }: TotpState, code: string, now: number): CodeVerdict {
  const current = Math.floor(now / STEP);
  const steps = Array.from({ length: 2 * TOLERANCE + 1 }, (_, index) => current + TOLERANCE - index);
  // All are compared, so the time does not show which one fits. The newest that fits is spent: two steps may share a code.
  const [step] = steps.filter((candidate) => equalInConstantTime(totpCode(secret, candidate), code));
  return step !== undefined && step > lastStep ? { kind: "accepted", step } : { kind: "refused" };
}

/** The code of a step: RFC 4226 §5.3 with SHA-1, which is what every authenticator app speaks. */
export function totpCode(secret: Buffer, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigInt64BE(BigInt(step));
  const mac = createHmac("sha1", secret).update(counter).digest();
  const offset = mac.readUInt8(mac.length - 1) & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}
