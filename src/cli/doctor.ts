import type { Finding, ServerSettings, Severity } from "../doctor/index.js";
import { print } from "../utils/output.js";
import { type AddCommand, command } from "./command.js";
import { CliError } from "./failures.js";
import { endpoint, siteUrl } from "./options.js";
import { withProgress } from "./progress.js";
import { readPassword } from "./prompts.js";
import { printable } from "./table.js";

interface Report {
  readonly url: string;
  readonly summary: Readonly<Record<Severity, number>>;
  readonly requests: number;
  readonly findings: readonly Finding[];
}

const NO_SETTINGS: ServerSettings = { kind: "absent", reason: "Skipped by --no-config." };

/** `version`: of this program. */
export function doctor(version: string): AddCommand {
  return command({
    name: "doctor",
    summary: "check a deployment from outside, and its settings",
    description:
      "Checks a deployment from outside, and in the folder of the server its settings too: docs/reference/doctor.md. It sends about a hundred requests and changes nothing. It exits with 1 if it finds something medium or high.",
    arguments: [["[url]", "the address that users see (default: PUBLIC_URL)", siteUrl]],
    options: {
      account: ["--account <user>", "sign in and out as this user, to check cookies and the address of the session"],
      passwordStdin: ["--password-stdin", "read the password of --account from stdin"],
      config: ["--no-config", "check from outside only"],
      load: ["--no-load", "do not try out the sign-in limit"],
      endpoint: ["--connect <host:port>", "connect to this address, whatever the name resolves to", endpoint],
      plainEndpoint: ["--connect-plain <host:port>", "the same for http, which is at port 80 by default", endpoint],
    },
    // The report is printed first, also when it makes the command fail.
    run: async (given, { account: login, config = true, load = true, endpoint, plainEndpoint, ...options }) => {
      // Imported when needed: no other command uses the doctor.
      const { readServerSettings, runChecks, SEVERITIES } = await import("../doctor/index.js");
      const settings = config ? readServerSettings() : NO_SETTINGS;
      const url = given ?? urlOf(settings);
      const credentials = login === undefined ? null : { login, password: await readPassword(options) };
      const checked = { url, settings, version, load, credentials, endpoint, plainEndpoint };
      const { findings, requests } = await withProgress("Checking", (onProgress) =>
        runChecks({ ...checked, onProgress }),
      );
      const countOf = (severity: Severity) => findings.filter((one) => one.severity === severity).length;
      const summary = Object.fromEntries(SEVERITIES.map((one) => [one, countOf(one)])) as Report["summary"];
      const report = { url: url.href, summary, requests, findings };
      print(options.json ? `${JSON.stringify(report)}\n` : renderReport(report, SEVERITIES));
      const count = summary.medium + summary.high;
      if (count > 0) throw new CliError("UNHEALTHY", `Findings of medium or high severity: ${count}.`);
    },
  });
}

function urlOf(settings: ServerSettings): URL {
  if (settings.kind === "known") return new URL(settings.config.publicUrl);
  if (settings.kind === "wrong") throw new CliError("CONFIG_INVALID", settings.reason);
  throw new CliError("USAGE", `URL required: ${settings.reason}`);
}

/** The worst findings first, and the counts at the end. */
function renderReport({ url, summary, requests, findings }: Report, severities: readonly Severity[]): string {
  const worstFirst = severities.toReversed();
  const groups = worstFirst.flatMap((severity) => {
    const group = findings.filter((finding) => finding.severity === severity);
    return group.length === 0 ? [] : [`${severity.toUpperCase()}\n${group.map(renderFinding).join("")}`];
  });
  const counts = worstFirst.map((severity) => `${summary[severity]} ${severity}`).join(", ");
  return `${[...groups, `${url}: ${counts}. ${requests} requests.`].join("\n")}\n`;
}

// The evidence comes from the examined site, which may send control characters.
function renderFinding({ severity, code, title, evidence, reference, fix }: Finding): string {
  if (severity === "ok") return `  ${code}: ${title} (${printable(evidence)})\n`;
  const lines = [`  ${code}: ${title}`, `    evidence: ${printable(evidence)}`];
  if (reference !== null) lines.push(`    reference: ${reference}`);
  if (fix !== null) lines.push(`    fix: ${fix}`);
  return `${lines.join("\n")}\n`;
}
