import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import {
  type Config,
  type EnvValues,
  isSettingName,
  loadConfig,
  newSecret,
  parseDotEnv,
  renderEnvFile,
  type SettingName,
  writeSecretFile,
} from "../config/index.js";
import { action } from "./action.js";
import { containsPassword } from "./database.js";
import { CliError } from "./failures.js";
import { promptSettings } from "./init/promptSettings.js";
import { canPrompt, type PromptOptions, stdinText } from "./prompts.js";

const INTRODUCTION = [
  'Created by "latchkey init". It contains secrets: only its owner may read it. Do not commit it.',
  "Uncomment the settings that you change. The environment overrides this file.",
];

interface InitOptions extends PromptOptions {
  readonly publicUrl?: string;
  readonly port?: string;
  readonly host?: string;
  readonly database?: string;
  readonly smtp?: string;
  readonly mailFrom?: string;
  readonly corsOrigin?: string;
  readonly trustProxy?: string;
  readonly stdin?: true;
  readonly force?: true;
}

/** `latchkey init` */
export function addInit(program: Command): void {
  program
    .command("init")
    .summary("write a .env file with new secrets")
    .description(
      "Writes a checked .env file with new secrets (mode 0600) into the current folder. On a terminal it prompts for what the options do not set.",
    )
    .option("--public-url <url>", "the address that users see")
    .option("--port <port>", "port to listen on")
    .option("--host <address>", "address to listen on")
    .option("--database <url>", "sqlite:<file>, mongodb://… or mongodb+srv://…, without a password")
    .option("--smtp <url>", "smtps://host:465 or smtp://host:587, without a password")
    .option("--mail-from <sender>", "sender of mail")
    .option("--cors-origin <origins>", "other origins whose pages may call the API, separated by commas")
    .option("--trust-proxy <proxies>", "number of proxies in front of the server, or their addresses")
    .option("--stdin", "read settings with passwords from stdin, as lines of a .env file")
    .option("--force", "overwrite an existing file: its secrets are lost, and all users are signed out")
    .option("-y, --yes", "do not prompt")
    .action(action(init));
}

async function init(options: InitOptions) {
  const file = resolve(".env");
  if (existsSync(file) && !options.force) throw fileExists(file);
  const values = await collectSettings(options);
  const text = renderEnvFile(INTRODUCTION, values);
  // Without the environment: what this shell exports may be missing at the next start.
  const config = loadConfig({ env: {}, dotEnv: text });
  if (!writeSecretFile(file, text, { replace: options.force === true })) throw fileExists(file);
  const hints = hintsFor(config, resolve("."));
  const lines = [`Wrote ${file}`, ...hints, 'Start the server with "latchkey serve".'];
  return { data: { file, settings: Object.keys(values), hints }, text: `${lines.join("\n")}\n` };
}

function fileExists(file: string): CliError {
  return new CliError("FILE_EXISTS", `${file} exists. Use --force to overwrite it: its secrets are lost.`);
}

async function collectSettings(options: InitOptions): Promise<EnvValues> {
  const given = settingsOf(options);
  for (const [name, value = ""] of Object.entries(given)) assertNoPassword(name, value);
  const piped = options.stdin ? await readSettings() : {};
  const known = { ...given, ...piped };
  const prompted = canPrompt(options) && !options.stdin ? await promptSettings(known) : {};
  return { ACCESS_TOKEN_SECRET: newSecret(), REFRESH_TOKEN_SECRET: newSecret(), ...known, ...prompted };
}

function settingsOf(options: InitOptions): EnvValues {
  const values: Partial<Record<SettingName, string | undefined>> = {
    PUBLIC_URL: options.publicUrl,
    PORT: options.port,
    HOST: options.host,
    DATABASE_URL: options.database,
    SMTP_URL: options.smtp,
    MAIL_FROM: options.mailFrom,
    CORS_ORIGIN: options.corsOrigin,
    TRUST_PROXY: options.trustProxy,
  };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
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
