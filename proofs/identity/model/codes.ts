import { type judgeCode, totpCode } from "../../../src/services/factors/totp.js";
import { NOW } from "./State.js";

const SECRET = Buffer.alloc(20, 1);
const STEP = 30_000;

/** The step of the code that was accepted last: that of now. An app shows the next one, which may come early. */
const LAST_STEP = Math.floor(NOW / STEP);

const verdicts = new WeakMap<typeof judgeCode, { readonly next: boolean; readonly seen: boolean }>();

/** Whether a rule accepts the next code of the app, and the one that was accepted last. Asked once: each answer costs some HMACs. */
export function verdictsOf(judge: typeof judgeCode): { readonly next: boolean; readonly seen: boolean } {
  const known = verdicts.get(judge);
  if (known !== undefined) return known;
  const accepts = (step: number) =>
    judge({ secret: SECRET, lastStep: LAST_STEP }, totpCode(SECRET, step), NOW).kind === "accepted";
  const found = { next: accepts(LAST_STEP + 1), seen: accepts(LAST_STEP) };
  verdicts.set(judge, found);
  return found;
}
