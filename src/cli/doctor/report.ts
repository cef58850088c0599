import { type Examined, type Finding, SEVERITIES, type Severity } from "../../doctor/index.js";
import { printable } from "../table.js";

interface Report extends Examined {
  readonly url: string;
  readonly summary: Readonly<Record<Severity, number>>;
}

export function reportOf(url: URL, { findings, requests }: Examined): Report {
  const count = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  const summary = {
    ok: count("ok"),
    info: count("info"),
    low: count("low"),
    medium: count("medium"),
    high: count("high"),
  };
  return { url: url.href, summary, requests, findings };
}

/** For people: what is worst comes first, what is well in one line each, and the sum at the end. */
export function renderReport({ url, summary, requests, findings }: Report): string {
  const worstFirst = [...SEVERITIES].reverse();
  const groups = worstFirst.flatMap((severity) => {
    const group = findings.filter((finding) => finding.severity === severity);
    return group.length === 0 ? [] : [`${severity.toUpperCase()}\n${group.map(renderFinding).join("")}`];
  });
  const counts = worstFirst.map((severity) => `${summary[severity]} ${severity}`).join(", ");
  return `${[...groups, `${url}: ${counts}. ${requests} requests.`].join("\n")}\n`;
}

// Evidence is what strangers answered.
function renderFinding({ severity, code, title, evidence, clause, cure }: Finding): string {
  if (severity === "ok") return `  ${code}: ${title} (${printable(evidence)})\n`;
  const lines = [`  ${code}: ${title}`, `    seen: ${printable(evidence)}`];
  if (clause !== null) lines.push(`    asked for by: ${clause}`);
  if (cure !== null) lines.push(`    cure: ${cure}`);
  return `${lines.join("\n")}\n`;
}
