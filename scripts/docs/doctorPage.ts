import { checks } from "../../src/doctor/index.js";
import type { Parts } from "./fillPage.js";
import { markdownTable } from "./markdownTable.js";

type Check = (typeof checks)[number];

/** Every check and the codes of its findings. */
export function doctorParts(): Parts {
  return { outside: tableOf("outside"), settings: tableOf("settings") };
}

function tableOf(source: Check["from"]): string {
  const rows = checks
    .filter(({ from }) => from === source)
    .map(({ id, issues }) => {
      const findings = Object.entries(issues).map(
        ([name, { severity, title }]) => `\`${name}\` (${severity}): ${title}`,
      );
      return [`\`${id}\``, findings.join("<br>")];
    });
  return markdownTable(["check", "findings: `<check>.<name>`"], rows);
}
