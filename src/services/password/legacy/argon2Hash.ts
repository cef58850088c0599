import type { HashFunctions } from "../HashFunctions.js";
import { hasHashLength, type LegacyReading, MAX_MEMORY, TOO_COSTLY, typedForms, WRONG_LENGTH } from "./LegacyHash.js";

const FORM =
  /^\$(?<variant>argon2(?:id|i|d))\$(?:v=(?<version>16|19)\$)?m=(?<memory>\d{1,9}),t=(?<passes>\d{1,9}),p=(?<lanes>\d{1,3})\$(?<salt>[A-Za-z0-9+/]+)\$(?<hash>[A-Za-z0-9+/]+)$/;

/** KiB times passes: about a second of work. */
const MAX_WORK = 1024 * 1024;
const MAX_LANES = 16;
/** What the library takes; RFC 9106 §3.1 asks for eight KiB a lane. */
const MIN_SALT_BYTES = 8;
const MIN_MEMORY_PER_LANE = 8;

/** Argon2 of any variant, with other parameters than the current ones. */
export function readArgon2(stored: string): LegacyReading {
  const found = FORM.exec(stored)?.groups;
  if (found === undefined) return null;
  const [memory, passes, lanes] = [Number(found["memory"]), Number(found["passes"]), Number(found["lanes"])];
  if (passes < 1 || lanes < 1 || memory < MIN_MEMORY_PER_LANE * lanes) return null;
  if (Buffer.from(found["salt"] ?? "", "base64").length < MIN_SALT_BYTES) return null;
  if (memory * 1024 > MAX_MEMORY || memory * passes > MAX_WORK || lanes > MAX_LANES) return { problem: TOO_COSTLY };
  if (!hasHashLength(Buffer.from(found["hash"] ?? "", "base64"))) return { problem: WRONG_LENGTH };
  const version = found["version"] ?? "16";
  const kind = `$${found["variant"]}$v=${version}$m=${memory},`;
  return {
    hash: {
      algorithm: `${kind}p=${lanes}`,
      cost: passes,
      verify: (password, functions) => verifyForms(stored, password, functions),
      burnCpu: async (password, spentCost, functions) => {
        const missing = passes - (spentCost ?? 0);
        if (missing > 0) await verifyForms(dummyHash(`${kind}t=${missing},p=${lanes}`), password, functions);
      },
    },
  };
}

async function verifyForms(stored: string, password: string, functions: HashFunctions): Promise<boolean> {
  for (const form of typedForms(password)) {
    if (await functions.argon2Verify(stored, form)) return true;
  }
  return false;
}

/** A hash of zeros: nobody can find a password that it fits. */
function dummyHash(parameters: string): string {
  return `${parameters}$${"A".repeat(22)}$${"A".repeat(43)}`;
}
