import { type NamedSetting, optionName, settingGroups } from "../../src/config/index.js";
import type { Parts } from "./fillPage.js";

/** Every setting, by group. */
export function configurationParts(): Parts {
  const groups = [...settingGroups()].map(([group, settings]) => [`## ${group}`, ...settings.map(entry)].join("\n\n"));
  return { settings: groups.join("\n\n") };
}

function entry({ name, description, default: fallback, absent, example, secret }: NamedSetting): string {
  const facts = [
    `Option \`${optionName(name)}\``,
    `default ${fallback === null ? (absent ?? "none") : `\`${fallback}\``}`,
    ...(example === null ? [] : [`example \`${example}\``]),
  ];
  return `### ${name}\n\n${description}\n\n${facts.join(" · ")}${secret ? " · secret" : ""}`;
}
