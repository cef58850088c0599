import { checks } from "../../src/doctor/index.js";
import type { Parts } from "./fillPage.js";

type Check = (typeof checks)[number];

/** Every check and the codes of its findings. */
export function doctorParts(): Parts {
  return { outside: listOf("outside"), settings: listOf("settings") };
}

function listOf(source: Check["from"]): string {
  return checks
    .filter(({ from }) => from === source)
    .flatMap(({ id, issues }) =>
      Object.entries(issues).map(([name, { severity, title }]) => `- \`${id}.${name}\` (${severity}): ${title}`),
    )
    .join("\n");
}
