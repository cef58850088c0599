import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { codeOf } from "../utils/errorFacts.js";
import { makeFolder } from "../utils/makeFolder.js";
import { ConfigError } from "./ConfigError.js";
import { secretFault } from "./secrets.js";
import { writeSecretFile } from "./writeSecretFile.js";

const secret = z.string().refine((text) => secretFault(text) === null);
const secretsFile = z.object({ accessTokenSecret: secret, refreshTokenSecret: secret });

/** Secrets for one machine, made at its first start. */
export interface GeneratedSecrets extends z.output<typeof secretsFile> {
  readonly file: string;
}

/** Reads `data/secrets.json` under a directory, or makes it. Processes that start at once agree on the secrets. */
export function generatedSecrets(directory: string): GeneratedSecrets {
  const file = join(directory, "data", "secrets.json");
  try {
    if (!existsSync(file)) create(file);
    return { ...parse(file, readFileSync(file, "utf8")), file };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    throw new ConfigError(
      file,
      `cannot be read or made (${reasonOf(error)}): set both token secrets, or mend its folder`,
    );
  }
}

// The file always holds both secrets, also when one of them is set elsewhere: so it is written once and never changed.
function create(file: string): void {
  const content = { accessTokenSecret: newSecret(), refreshTokenSecret: newSecret() };
  makeFolder(dirname(file));
  // Another process may be faster: then both read what it wrote.
  writeSecretFile(file, `${JSON.stringify(content, null, 2)}\n`, { replace: false });
}

function parse(file: string, text: string): z.output<typeof secretsFile> {
  const result = secretsFile.safeParse(jsonOrNull(text));
  if (result.success) return result.data;
  // Never overwritten: new secrets sign everybody out, which only the operator may decide.
  throw new ConfigError(file, "is damaged: restore it, or delete it to get new secrets, which signs everybody out");
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** A secret that nobody can guess. */
export function newSecret(): string {
  return randomBytes(48).toString("base64url");
}

function reasonOf(error: unknown): string {
  return String(codeOf(error) ?? "unknown reason");
}
