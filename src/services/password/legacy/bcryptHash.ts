import bcrypt from "bcrypt";
import type { HashFunctions } from "../HashFunctions.js";
import { type LegacyHash, type LegacyReading, TOO_COSTLY, typedForms } from "./LegacyHash.js";

const FORM = /^\$2[aby]\$(?<cost>\d\d)\$[./A-Za-z0-9]{53}$/;

/** A second of work. A hash of a higher cost would make every stranger's guess occupy a core for longer. */
const MIN_COST = 4;
const MAX_COST = 14;

/** bcrypt; the work is 2^cost. */
export function readBcrypt(stored: string): LegacyReading {
  const cost = Number(FORM.exec(stored)?.groups?.["cost"] ?? Number.NaN);
  if (Number.isNaN(cost)) return null;
  if (cost < MIN_COST || cost > MAX_COST) return { problem: TOO_COSTLY };
  return { hash: bcryptHash(stored, cost) };
}

function bcryptHash(stored: string, cost: number): LegacyHash {
  return {
    algorithm: "bcrypt",
    cost,
    verify: (password, functions) => verifyForms(stored, password, functions),
    burnCpu: async (password, spentCost, functions) => {
      if (spentCost === null) return burnOne(cost, password, functions);
      // Each cost is twice the work of the one before: 2^c + 2^c + 2^(c+1) + … adds up to the work of the highest cost.
      for (let missing = spentCost; missing < cost; missing += 1) await burnOne(missing, password, functions);
    },
  };
}

async function verifyForms(stored: string, password: string, functions: HashFunctions): Promise<boolean> {
  // `$2y$` is PHP's name for what others call `$2b$`; the library knows the latter only.
  const hash = stored.replace(/^\$2y\$/, "$2b$");
  for (const form of typedForms(password)) {
    if (await functions.bcryptCompare(form, hash)) return true;
  }
  return false;
}

async function burnOne(cost: number, password: string, functions: HashFunctions): Promise<void> {
  // A real salt and a checksum of zeros, which no password has.
  await verifyForms(`${await bcrypt.genSalt(cost)}${".".repeat(31)}`, password, functions);
}
