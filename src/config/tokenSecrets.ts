import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import { codeOf } from "../utils/errorFacts.js";
import { IN_MEMORY } from "../utils/inMemory.js";
import { jsonOrNull } from "../utils/jsonOrNull.js";
import { makeFolder } from "../utils/makeFolder.js";
import { publishFile } from "../utils/publishFile.js";
import type { Config } from "./Config.js";
import { ConfigError } from "./ConfigError.js";
import type { NameFormatter } from "./names.js";
import { GENERATE_HINT, validateSecret } from "./secrets.js";
import { optionName, type SettingValues } from "./settings.js";

type TokenSecrets = Pick<Config, "accessTokenSecrets" | "refreshTokenSecrets" | "generatedSecretsFile">;

/** The secrets as set. On localhost a missing one comes from `data/secrets.json`, or lives as long as a database in memory; elsewhere it is an error. */
export function tokenSecrets(
  values: SettingValues,
  { onLocalhost, directory }: { onLocalhost: boolean; directory: string },
  nameFormatter: NameFormatter,
): TokenSecrets {
  const required = ["ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET"] as const;
  const missing = required.find((name) => values[optionName(name)] === null);
  if (!onLocalhost && missing !== undefined) {
    throw new ConfigError(nameFormatter(missing), `is required away from localhost: ${GENERATE_HINT}`);
  }
  const secrets = withGenerated(values, directory);
  // One leaked secret must not forge both kinds of token.
  if (secrets.accessTokenSecrets.some((secret) => secrets.refreshTokenSecrets.includes(secret))) {
    const reason = `has a secret in common with ${nameFormatter("ACCESS_TOKEN_SECRET")}: use different ones`;
    throw new ConfigError(nameFormatter("REFRESH_TOKEN_SECRET"), reason);
  }
  return secrets;
}

function withGenerated(values: SettingValues, directory: string): TokenSecrets {
  const { accessTokenSecret: access, refreshTokenSecret: refresh } = values;
  if (access !== null && refresh !== null) {
    return { accessTokenSecrets: access, refreshTokenSecrets: refresh, generatedSecretsFile: null };
  }
  // The sessions that they are for end with the process too.
  const file = values.databaseUrl === IN_MEMORY ? null : join(directory, "data", "secrets.json");
  const generated = file === null ? newSecrets() : generatedSecrets(file);
  return {
    accessTokenSecrets: access ?? [generated.accessTokenSecret],
    refreshTokenSecrets: refresh ?? [generated.refreshTokenSecret],
    generatedSecretsFile: file,
  };
}

const secret = z.string().refine((text) => validateSecret(text) === null);
const secretsFile = z.object({ accessTokenSecret: secret, refreshTokenSecret: secret });
type GeneratedSecrets = z.output<typeof secretsFile>;

/** Reads the secrets of this machine, or makes them at its first start. Processes that start at once agree on them. */
function generatedSecrets(file: string): GeneratedSecrets {
  try {
    if (!existsSync(file)) create(file);
    return parse(file, readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    const reason = codeOf(error) ?? "unknown reason";
    throw new ConfigError(file, `cannot be read or made (${reason}): set both token secrets, or fix its folder`);
  }
}

// The file always holds both secrets, also when one of them is set elsewhere: so it is written once and never changed.
function create(file: string): void {
  makeFolder(dirname(file));
  // Another process may be faster: then both read what it wrote.
  writeSecretFile(file, `${JSON.stringify(newSecrets(), null, 2)}\n`, { replace: false });
}

function newSecrets(): GeneratedSecrets {
  return { accessTokenSecret: newSecret(), refreshTokenSecret: newSecret() };
}

function parse(file: string, text: string): GeneratedSecrets {
  const result = secretsFile.safeParse(jsonOrNull(text));
  if (result.success) return result.data;
  // Never overwritten: new secrets sign everybody out, which only the operator may decide.
  throw new ConfigError(file, "is damaged: restore it, or delete it to get new secrets, which signs everybody out");
}

/** A secret that nobody can guess. */
export function newSecret(): string {
  return randomBytes(48).toString("base64url");
}

/** Writes a file for its owner alone, whole or not at all. Answers whether it did: unless `replace`, an existing file stays. */
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
