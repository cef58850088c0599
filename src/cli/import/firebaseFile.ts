import { readFile } from "node:fs/promises";
import type { FirebaseScrypt } from "../../services/password/index.js";
import { CliError } from "../failures.js";

/**
 * Reads the password hash parameters of a Firebase project, as its console shows them or as JSON. They come from a file and
 * never from the command line, where every user of the machine would see the signer key.
 */
export async function readFirebaseFile(path: string): Promise<FirebaseScrypt> {
  const text = await readFile(path, "utf8");
  return {
    signerKey: bytes(text, "base64_signer_key"),
    saltSeparator: bytes(text, "base64_salt_separator"),
    rounds: Number(setting(text, "rounds", /\d{1,4}/)),
    memoryCost: Number(setting(text, "mem_cost", /\d{1,2}/)),
  };
}

function bytes(text: string, name: string): Buffer {
  return Buffer.from(setting(text, name, /[A-Za-z0-9+/_-]+=*/), "base64");
}

function setting(text: string, name: string, form: RegExp): string {
  const value = new RegExp(`\\b${name}"?\\s*[:=]\\s*"?(?<value>${form.source})`).exec(text)?.groups?.["value"];
  if (value !== undefined) return value;
  throw new CliError(
    "USAGE",
    `The Firebase file has no ${name}. Copy the whole hash_config into it, as the console shows it.`,
  );
}
