import { optionName, type Setting, type SettingName, settingGroups } from "../../src/config/index.js";
import type { Parts } from "./fillPage.js";

/** Every setting, by group. */
export function configurationParts(): Parts {
  const groups = Object.entries(settingGroups).flatMap(([group, settings]) => [
    `## ${group}`,
    ...Object.entries<Setting>(settings).map(([name, setting]) => entry(name as SettingName, setting)),
  ]);
  return { settings: groups.join("\n\n") };
}

function entry(name: SettingName, { description, default: fallback, absent, example, secret }: Setting): string {
  const facts = [
    `Option \`${optionName(name)}\``,
    `default ${fallback === null ? absent : `\`${fallback}\``}`,
    ...(example === null ? [] : [`example \`${example}\``]),
    ...(secret ? ["secret"] : []),
  ];
  return `### ${name}\n\n${description}\n\n${facts.join(" · ")}`;
}
