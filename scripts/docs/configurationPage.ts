import { type Setting, settingGroups } from "../../src/config/index.js";
import type { Parts } from "./fillPage.js";

/** Every setting, by group. */
export function configurationParts(): Parts {
  const groups = Object.entries(settingGroups).flatMap(([group, settings]) => [
    `## ${group}`,
    ...Object.entries<Setting>(settings).map(([name, setting]) => entry(name, setting)),
  ]);
  return { settings: groups.join("\n\n") };
}

/** A default is an example too, so only a setting without one shows another. */
function entry(name: string, { description, default: fallback, absent, example, secret }: Setting): string {
  const facts = [
    `Default: ${fallback === null ? absent : `\`${fallback}\``}`,
    ...(example === null || fallback !== null ? [] : [`example: \`${example}\``]),
    ...(secret ? ["secret"] : []),
  ];
  return `### ${name}\n\n${description} ${facts.join("; ")}.`;
}
