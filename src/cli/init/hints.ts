import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Config } from "../../config/index.js";

/** What is left to do, a sentence each. */
export function hintsFor(config: Config, folder = resolve(".")): string[] {
  const hints: string[] = [];
  if (isRepository(folder) && !isIgnored(folder)) {
    hints.push("Add .env and data/ to .gitignore: one holds secrets, the other accounts.");
  }
  if (config.secureCookies && config.smtpUrl === null) {
    hints.push("SMTP_URL is not set: mail is written to files, and nobody gets it.");
  }
  return hints;
}

function isRepository(folder: string): boolean {
  if (existsSync(join(folder, ".git"))) return true;
  const parent = dirname(folder);
  return parent !== folder && isRepository(parent);
}

/** Only the file of this folder is looked at: a hint too many costs nothing. */
function isIgnored(folder: string): boolean {
  const file = join(folder, ".gitignore");
  if (!existsSync(file)) return false;
  const lines = readFileSync(file, "utf8").split(/\r?\n/);
  return lines.some((line) => /^\/?\.env\*?$/.test(line)) && lines.some((line) => /^\/?data\/?$/.test(line));
}
