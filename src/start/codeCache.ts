import { createHash } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";

const DIGEST_LENGTH = 32;

/**
 * Beside the bundle, and nowhere else: V8 runs this code without a look at the source, and who can write here can change the bundle
 * too. V8 refuses the code of another version, and each machine has its own instructions.
 */
function cacheFileOf(bundle: string): string {
  return `${bundle}.${process.version}-${process.arch}.cache`;
}

/** V8 checks only the length of the source, and a damaged file would end the process. */
function digestOf(source: Buffer, code: Buffer): Buffer {
  return createHash("sha256").update(source).update(code).digest();
}

/** The code that V8 compiled for exactly this source, or `null`. It only saves time, so no fault of the file is an error. */
export function readCodeCache(bundle: string, source: Buffer): Buffer | null {
  try {
    const file = readFileSync(cacheFileOf(bundle));
    const code = file.subarray(DIGEST_LENGTH);
    return digestOf(source, code).equals(file.subarray(0, DIGEST_LENGTH)) ? code : null;
  } catch {
    return null;
  }
}

/** @throws when the folder of the bundle is not writable */
export function writeCodeCache(bundle: string, source: Buffer, code: Buffer): void {
  const file = cacheFileOf(bundle);
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, Buffer.concat([digestOf(source, code), code]));
  renameSync(unfinished, file);
}
