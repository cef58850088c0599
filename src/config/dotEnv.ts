import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { messageOf } from "../utils/errorFacts.js";
import { ConfigError } from "./ConfigError.js";
import { type Setting, type SettingName, settingGroups } from "./settings.js";

export type EnvValues = Readonly<Partial<Record<SettingName, string>>>;

/** The text of a `.env` file; empty when it is missing. Throws ConfigError when it cannot be read. */
export function dotEnvText(file: string): string {
  if (!existsSync(file)) return "";
  try {
    // Editors on Windows begin a file with a byte order mark, which would become part of the first name.
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (cause) {
    throw new ConfigError(file, `cannot be read: fix or remove it (${messageOf(cause)})`);
  }
}

// Values in quotes may have several lines; what looks like an assignment inside them is not one.
const ASSIGNMENT = /^([ \t]*(?:export[ \t]+)?[\w.-]+[ \t]*=)(?:[ \t]*(?:"[^"]*"|'[^']*'|`[^`]*`)|(#\S+)|.*)/gm;

/**
 * The variables of a `.env` file. `BRAND_COLOR=#0a7f5a` is a value, as Docker and systemd read it; Node takes every `#` for the
 * beginning of a comment. A comment behind a value needs a space before it.
 */
export function parseDotEnv(text: string): NodeJS.Dict<string> {
  return parseEnv(
    text.replace(ASSIGNMENT, (line, name: string, value?: string) => {
      const quote = ['"', "'", "`"].find((one) => value?.includes(one) === false);
      return quote === undefined ? line : `${name}${quote}${value}${quote}`;
    }),
  );
}

/** The names whose value ends at a `#` inside a word. It stays so: a longer secret would sign everybody out. */
export function namesCutAtHash(text: string): string[] {
  const values = parseDotEnv(text);
  return text.split(/\r?\n/).flatMap((line) => {
    const equals = line.indexOf("=");
    const hash = line.indexOf("#", equals);
    const name = line
      .slice(0, equals)
      .trim()
      .replace(/^export[ \t]+/, "");
    const beforeHash = line.slice(equals + 1, hash).trimStart();
    const isCut = equals !== -1 && hash !== -1 && beforeHash !== "" && values[name] === beforeHash;
    return isCut ? [name] : [];
  });
}

/** A `.env` file with every setting, those without a value commented out. Throws ConfigError if it cannot hold one. */
export function renderEnvFile(introduction: readonly string[], values: EnvValues): string {
  const sections = Object.entries(settingGroups).flatMap(([group, settings]) => [
    `# --- ${group} ---`,
    ...Object.entries<Setting>(settings).map(([name, setting]) => entry(name as SettingName, setting, values)),
  ]);
  return `${[introduction.map((line) => `# ${line}`).join("\n"), ...sections].join("\n\n")}\n`;
}

function entry(name: SettingName, setting: Setting, { [name]: value }: EnvValues): string {
  return [
    `# ${plain(setting.description)}`,
    `# Default: ${plain(setting.default ?? setting.absent)}`,
    // A secret has no example: uncommented as it stands it is empty, and refused.
    value === undefined ? `# ${name}=${quoted(name, setting.example ?? "")}` : `${name}=${quoted(name, value)}`,
  ].join("\n");
}

function plain(markdown: string): string {
  return markdown.replaceAll("`", "");
}

// Without quotes a # begins a comment. Between quotes all but the quote itself stands for itself; between double ones \n
// does not, so they come last.
function quoted(name: SettingName, value: string): string {
  if (/^[A-Za-z0-9_.,:;/@%+=?&()<>{}[\]*!~|^$-]*$/.test(value)) return value;
  const quote = ["'", "`", '"'].find((one) => !value.includes(one));
  if (quote === undefined || /[\r\n]/.test(value) || (quote === '"' && value.includes("\\"))) {
    throw new ConfigError(name, "holds a line break or every kind of quote: a .env file cannot hold it");
  }
  return `${quote}${value}${quote}`;
}
