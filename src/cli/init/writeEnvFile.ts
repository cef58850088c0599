import { existsSync } from "node:fs";
import { writeSecretFile } from "../../config/index.js";
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
  if (!writeSecretFile(file, text, { replace: force })) throw fileExists(file);
}

function fileExists(file: string): CliError {
  return new CliError(
    "FILE_EXISTS",
    `${file} exists. Its secrets would be lost: add --force if that is what you want.`,
  );
}
