import bcrypt from "bcrypt";
import { normalisePassword } from "./normalisePassword.js";

const FORM = /^\$2[aby]\$(?<cost>\d\d)\$/;

/** The cost of a bcrypt hash, 4 to 31 (its work is 2^cost), or `null` for a hash of another kind. */
export function bcryptCostOf(storedHash: string): number | null {
  const cost = FORM.exec(storedHash)?.groups?.["cost"];
  return cost === undefined ? null : Number(cost);
}

/** Whether the password fits a bcrypt hash. Systems that stored those hashed what was typed, without normalising. */
export async function fitsBcrypt(storedHash: string, password: string): Promise<boolean> {
  // `$2y$` is PHP's name for what others call `$2b$`; the library knows the latter only.
  const hash = storedHash.replace(/^\$2y\$/, "$2b$");
  for (const form of new Set([password, normalisePassword(password)])) {
    if (await bcrypt.compare(form, hash)) return true;
  }
  return false;
}

/** The work of a comparison that fails, at `cost`. */
export async function wasteBcrypt(cost: number, password: string): Promise<void> {
  // A salt as it should be and a checksum of zeros, which no password has.
  await fitsBcrypt(`${await bcrypt.genSalt(cost)}${".".repeat(31)}`, password);
}
