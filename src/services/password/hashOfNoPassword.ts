import { randomBytes } from "node:crypto";
import { TODAYS_HASH } from "../../utils/passwordHashForm.js";

/** A hash of today's parameters that no password fits: for accounts that do not exist, and for those without a password. */
export function hashOfNoPassword(): string {
  const base64 = (bytes: number) => randomBytes(bytes).toString("base64").replaceAll("=", "");
  return `${TODAYS_HASH}${base64(16)}$${base64(32)}`;
}
