import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import {
  type Config,
  type EnvValues,
  isSettingName,
  loadConfig,
  newSecret,
  parseDotEnv,
  renderEnvFile,
  writeSecretFile,
} from "../config/index.js";
import { command, type OptionsOf } from "./command.js";
import { containsPassword } from "./database.js";
import { CliError } from "./failures.js";
import { promptSettings } from "./init/promptSettings.js";
import { canPrompt, stdinText } from "./prompts.js";

const INTRODUCTION = [
  'Created by "latchkey init". It contains secrets: only its owner may read it. Do not commit it.',
  "Uncomment the settings that you change. The environment overrides this file.",
];

const OPTIONS = {
  PUBLIC_URL: ["--public-url <url>", "the address that users see"],
  PORT: ["--port <port>", "port to listen on"],
  HOST: ["--host <address>", "address to listen on"],
  DATABASE_URL: ["--database <url>", "sqlite:<file>, postgres://…, mongodb://… or mongodb+srv://…, without a password"],
  SMTP_URL: ["--smtp <url>", "smtps://host:465 or smtp://host:587, without a password"],
  MAIL_FROM: ["--mail-from <sender>", "sender of mail"],
  CORS_ORIGIN: ["--cors-origin <origins>", "other origins whose pages may call the API, separated by commas"],
  TRUST_PROXY: ["--trust-proxy <proxies>", "number of proxies in front of the server, or their addresses"],
  stdin: ["--stdin", "read settings with passwords from stdin, as lines of a .env file"],
  force: ["--force", "overwrite an existing file: its secrets are lost, and all users are signed out"],
  yes: ["-y, --yes", "do not prompt"],
} as const;

type InitOptions = OptionsOf<typeof OPTIONS>;

export const init = command({
  name: "init",
  summary: "write a .env file with new secrets",
  description:
    "Writes a checked .env file with new secrets (mode 0600) into the current folder. On a terminal it prompts for what the options do not set.",
  options: OPTIONS,
  run: async (options) => {
    const { force = false } = options;
    const file = resolve(".env");
    if (existsSync(file) && !force) throw fileExists(file);
    const values = await collectSettings(options);
    const text = renderEnvFile(INTRODUCTION, values);
    // Without the environment: what this shell exports may be missing at the next start.
    const config = loadConfig({ env: {}, dotEnv: text });
    if (!writeSecretFile(file, text, { replace: force })) throw fileExists(file);
    const hints = hintsFor(config, resolve("."));
    const lines = [`Wrote ${file}`, ...hints, 'Start the server with "latchkey serve".'];
    return { data: { file, settings: Object.keys(values), hints }, text: `${lines.join("\n")}\n` };
  },
});

function fileExists(file: string): CliError {
  return new CliError("FILE_EXISTS", `${file} exists. Use --force to overwrite it: its secrets are lost.`);
}

async function collectSettings({ json, yes, stdin, ...options }: InitOptions): Promise<EnvValues> {
  const given: EnvValues = Object.fromEntries(
    Object.entries(options).filter(([name, value]) => isSettingName(name) && value !== undefined),
  );
  for (const [name, value = ""] of Object.entries(given)) assertNoPassword(name, value);
  const piped = stdin ? await readSettings() : {};
  const known = { ...given, ...piped };
  const prompted = canPrompt({ json, yes }) && !stdin ? await promptSettings(known) : {};
  return { ACCESS_TOKEN_SECRET: newSecret(), REFRESH_TOKEN_SECRET: newSecret(), ...known, ...prompted };
}

/** The message does not repeat the value. */
function assertNoPassword(name: string, value: string): void {
  if (!containsPassword(value)) return;
  throw new CliError(
    "USAGE",
    `${name} contains a password, which every user of this machine can see in the process list. Change the password, and pass the new one with --stdin.`,
  );
}

/** Reads settings from stdin. Throws INPUT_MISSING, and USAGE for an unknown name, which the file would leave out. */
async function readSettings(): Promise<EnvValues> {
  const values = parseDotEnv(await stdinText());
  const names = Object.keys(values);
  if (names.length === 0) throw new CliError("INPUT_MISSING", "stdin has no settings.");
  const unknown = names.find((name) => !isSettingName(name));
  if (unknown !== undefined) throw new CliError("USAGE", `${unknown} on stdin is not a setting.`);
  return values;
}

/** What the operator should do next, one sentence each. */
function hintsFor(config: Config, folder: string): string[] {
  const hints: string[] = [];
  if (isRepository(folder) && !isIgnored(folder)) {
    hints.push("Add .env and data/ to .gitignore: they contain secrets and accounts.");
  }
  if (config.secureCookies && config.smtpUrl === null) {
    hints.push("SMTP_URL is not set: mail is written to files and not sent.");
  }
  return hints;
}

function isRepository(folder: string): boolean {
  if (existsSync(join(folder, ".git"))) return true;
  const parent = dirname(folder);
  return parent !== folder && isRepository(parent);
}

/** Reads only the .gitignore of this folder: a superfluous hint does no harm. */
function isIgnored(folder: string): boolean {
  const file = join(folder, ".gitignore");
  if (!existsSync(file)) return false;
  const lines = readFileSync(file, "utf8").split(/\r?\n/);
  return lines.some((line) => /^\/?\.env\*?$/.test(line)) && lines.some((line) => /^\/?data\/?$/.test(line));
}
