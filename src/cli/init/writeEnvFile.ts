import { randomBytes } from "node:crypto";
import { existsSync, linkSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { CliError } from "../failures.js";

/** Throws FILE_EXISTS. */
export function assertFree(file: string): void {
  if (existsSync(file)) throw fileExists(file);
}

/**
 * Writes the file for its owner alone, whole or not at all. Throws FILE_EXISTS unless `force`: somebody else's secrets in
 * it would be gone.
 */
export function writeEnvFile(file: string, text: string, force: boolean): void {
  const draft = `${file}.${randomBytes(8).toString("hex")}`;
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: "wx", flush: true });
    if (force) renameSync(draft, file);
    else publish(draft, file);
  } finally {
    rmSync(draft, { force: true });
  }
}

// A link never replaces a file, also not one that came since somebody looked.
function publish(draft: string, file: string): void {
  try {
    linkSync(draft, file);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") throw fileExists(file);
    throw error;
  }
}

function fileExists(file: string): CliError {
  return new CliError(
    "FILE_EXISTS",
    `${file} exists. Its secrets would be lost: add --force if that is what you want.`,
  );
}
