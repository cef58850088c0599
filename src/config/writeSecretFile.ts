import { randomBytes } from "node:crypto";
import { renameSync, rmSync, writeFileSync } from "node:fs";
import { publishFile } from "../utils/publishFile.js";

/**
 * Writes a file for its owner alone, whole or not at all. Answers whether it was written: unless `replace`, a file that is
 * there stays as it is, also one that came since somebody looked.
 */
export function writeSecretFile(file: string, text: string, { replace }: { replace: boolean }): boolean {
  const draft = `${file}.${randomBytes(8).toString("hex")}`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: "wx", flush: true });
    if (!replace) return publishFile(draft, file);
    renameSync(draft, file);
    return true;
  } finally {
    rmSync(draft, { force: true });
  }
}
