import type { Config } from "./Config.js";
import { ConfigError } from "./ConfigError.js";
import { generatedSecrets } from "./generatedSecrets.js";
import type { Spelling } from "./names.js";
import { MAKE_ONE } from "./secrets.js";
import type { SettingName, SettingValues } from "./settings.js";

type TokenSecrets = Pick<Config, "accessTokenSecrets" | "refreshTokenSecrets" | "generatedSecretsFile">;

/** The secrets as set. On localhost a missing one comes from the file of generated secrets; elsewhere it is an error. */
export function tokenSecrets(values: SettingValues, onLocalhost: boolean, spell: Spelling, directory: string) {
  if (!onLocalhost) requireSecrets(values, spell);
  const secrets = withGenerated(values, directory);
  // One leaked secret must not forge both kinds of token.
  if (secrets.accessTokenSecrets.some((secret) => secrets.refreshTokenSecrets.includes(secret))) {
    const reason = `has a secret in common with ${spell("ACCESS_TOKEN_SECRET")}: use different ones`;
    throw new ConfigError(spell("REFRESH_TOKEN_SECRET"), reason);
  }
  return secrets;
}

function withGenerated(values: SettingValues, directory: string): TokenSecrets {
  const { ACCESS_TOKEN_SECRET: access, REFRESH_TOKEN_SECRET: refresh } = values;
  if (access !== null && refresh !== null) {
    return { accessTokenSecrets: access, refreshTokenSecrets: refresh, generatedSecretsFile: null };
  }
  const generated = generatedSecrets(directory);
  return {
    accessTokenSecrets: access ?? [generated.accessTokenSecret],
    refreshTokenSecrets: refresh ?? [generated.refreshTokenSecret],
    generatedSecretsFile: generated.file,
  };
}

const SECRETS = ["ACCESS_TOKEN_SECRET", "REFRESH_TOKEN_SECRET"] as const satisfies SettingName[];

function requireSecrets(values: SettingValues, spell: Spelling): void {
  const missing = SECRETS.find((name) => values[name] === null);
  if (missing !== undefined) throw new ConfigError(spell(missing), `is required away from localhost: ${MAKE_ONE}`);
}
