import { checks } from "../../src/doctor/index.js";
import type { Parts } from "./fillPage.js";
import { markdownTable } from "./markdownTable.js";

type Check = (typeof checks)[number];

/** Every check and what it may find. */
export function doctorParts(): Parts {
  return {
    outside: overview(checks.filter(({ from }) => from === "outside")),
    settings: overview(checks.filter(({ from }) => from === "settings")),
    findings: checks.map(section).join("\n\n"),
  };
}

function overview(some: readonly Check[]): string {
  return markdownTable(
    ["check", "what it looks at"],
    some.map(({ id, looksAt }) => [`[\`${id}\`](#${id})`, looksAt]),
    2,
  );
}

function section({ id, faults }: Check): string {
  const rows = Object.entries(faults).map(([name, { severity, title, clause, cure }]) => {
    return [`\`${id}.${name}\``, severity, title, clause ?? "", cure].map(cell);
  });
  return `### ${id}\n\n${markdownTable(["code", "severity", "what it means", "asked for by", "cure"], rows, 5)}`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "\\<").replaceAll("*", "\\*");
}
