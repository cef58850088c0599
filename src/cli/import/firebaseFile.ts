import { readFile } from "node:fs/promises";
import type { FirebaseScrypt } from "../../services/password/index.js";
import { CliError } from "../failures.js";

const SIGNER_KEY = /\bbase64_signer_key"?\s*[:=]\s*"?(?<value>[A-Za-z0-9+/_-]+=*)/;
const SALT_SEPARATOR = /\bbase64_salt_separator"?\s*[:=]\s*"?(?<value>[A-Za-z0-9+/_-]+=*)/;
const ROUNDS = /\brounds"?\s*[:=]\s*"?(?<value>\d{1,4})/;
const MEMORY_COST = /\bmem_cost"?\s*[:=]\s*"?(?<value>\d{1,2})/;

/**
 * Reads the password hash parameters of a Firebase project, as its console shows them or as JSON. They come from a file and
 * never from the command line, where every user of the machine would see the signer key.
 */
export async function readFirebaseFile(path: string): Promise<FirebaseScrypt> {
  const text = await readFile(path, "utf8");
  return {
    signerKey: Buffer.from(setting(text, "base64_signer_key", SIGNER_KEY), "base64"),
    saltSeparator: Buffer.from(setting(text, "base64_salt_separator", SALT_SEPARATOR), "base64"),
    rounds: Number(setting(text, "rounds", ROUNDS)),
    memoryCost: Number(setting(text, "mem_cost", MEMORY_COST)),
  };
}

function setting(text: string, name: string, form: RegExp): string {
  const value = form.exec(text)?.groups?.["value"];
  if (value !== undefined) return value;
  throw new CliError(
    "USAGE",
    `The Firebase file has no ${name}. Copy the whole hash_config into it, as the console shows it.`,
  );
}
