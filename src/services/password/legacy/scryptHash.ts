import { createCipheriv, timingSafeEqual } from "node:crypto";
import type { HashFunctions } from "../HashFunctions.js";
import { hasHashLength, type LegacyReading, MAX_MEMORY, TOO_COSTLY, typedForms, WRONG_LENGTH } from "./LegacyHash.js";

const FORM =
  /^\$(?<kind>scrypt|firebase-scrypt)\$ln=(?<ln>\d{1,2}),r=(?<r>\d{1,4}),p=(?<p>\d{1,4})\$(?<salt>[A-Za-z0-9+/]+)\$(?<hash>[A-Za-z0-9+/]+)$/;

/** N times r times p: about a second of work. */
const MAX_WORK = 2 ** 21;
const AES_KEY_BYTES = 32;

interface Parameters {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

/** scrypt (RFC 7914), or Firebase's variant of it: see {@link firebaseOutput}. The work is 2^ln. */
export function readScrypt(stored: string): LegacyReading {
  const found = FORM.exec(stored)?.groups;
  if (found === undefined) return null;
  const parameters = { ln: Number(found["ln"]), r: Number(found["r"]), p: Number(found["p"]) };
  const { ln, r, p } = parameters;
  if (ln < 1 || r < 1 || p < 1) return null;
  if (memoryOf(parameters) > MAX_MEMORY || 2 ** ln * r * p > MAX_WORK) return { problem: TOO_COSTLY };
  const [salt, hash] = [Buffer.from(found["salt"] ?? "", "base64"), Buffer.from(found["hash"] ?? "", "base64")];
  if (!hasHashLength(hash)) return { problem: WRONG_LENGTH };
  const output = found["kind"] === "scrypt" ? scryptOutput : firebaseOutput;
  return {
    hash: {
      algorithm: `scrypt r=${r},p=${p}`,
      cost: ln,
      verify: async (password, functions) => {
        for (const form of typedForms(password)) {
          if (timingSafeEqual(await output(form, salt, hash.length, parameters, functions), hash)) return true;
        }
        return false;
      },
      burnCpu: async (password, spentCost, functions) => {
        if (spentCost === null) return burnOne(parameters, password, functions);
        // Each ln is twice the work of the one before: see bcrypt.
        for (let missing = spentCost; missing < ln; missing += 1)
          await burnOne({ ...parameters, ln: missing }, password, functions);
      },
    },
  };
}

async function burnOne(parameters: Parameters, password: string, functions: HashFunctions): Promise<void> {
  for (const form of typedForms(password))
    await scryptOutput(form, Buffer.alloc(16), AES_KEY_BYTES, parameters, functions);
}

/** Bytes (RFC 7914 §2). */
function memoryOf({ ln, r }: Parameters): number {
  return 128 * r * 2 ** ln;
}

function scryptOutput(
  password: string,
  salt: Buffer,
  length: number,
  parameters: Parameters,
  functions: HashFunctions,
): Promise<Uint8Array> {
  const { ln, r, p } = parameters;
  // The library refuses to use more memory than this: the blocks, and one more for each parallel part.
  const options = { N: 2 ** ln, r, p, maxmem: 2 * memoryOf(parameters) + 128 * r * p };
  return functions.scrypt(password, salt, length, options);
}

/**
 * Firebase encrypts its signer key by AES-256-CTR with the output of scrypt. CTR only adds a key stream, so the import removes
 * the signer key and the key stream is stored: no server has to keep another system's secret.
 */
async function firebaseOutput(
  password: string,
  salt: Buffer,
  length: number,
  parameters: Parameters,
  functions: HashFunctions,
): Promise<Uint8Array> {
  const key = await scryptOutput(password, salt, AES_KEY_BYTES, parameters, functions);
  return createCipheriv("aes-256-ctr", key, Buffer.alloc(16)).update(Buffer.alloc(length));
}
