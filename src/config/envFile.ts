import { ConfigError } from "./ConfigError.js";
import { type NamedSetting, settingGroups } from "./settingGroups.js";
import type { SettingName } from "./settings.js";

export type EnvValues = Readonly<Partial<Record<SettingName, string>>>;

/**
 * A `.env` file with every setting and what it means: those of `values` set, the others commented out. Throws ConfigError
 * for a value that such a file cannot hold.
 */
export function renderEnvFile(introduction: readonly string[], values: EnvValues): string {
  const sections = [...settingGroups()].map(([group, settings]) =>
    [`# --- ${group} ---`, ...settings.map((setting) => entry(setting, values[setting.name]))].join("\n\n"),
  );
  return `${[introduction.map((line) => `# ${line}`).join("\n"), ...sections].join("\n\n")}\n`;
}

function entry(setting: NamedSetting, value: string | undefined): string {
  const { name, default: fallback, absent, example } = setting;
  const byDefault = fallback ?? absent ?? "none";
  return [
    `# ${plain(setting.description)}`,
    `# Default: ${plain(byDefault)}`,
    // A secret has no example: uncommented as it stands it is empty, and refused.
    value === undefined ? `# ${name}=${quoted(name, example ?? "")}` : `${name}=${quoted(name, value)}`,
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
