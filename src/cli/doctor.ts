import type { Command } from "commander";
import type { Endpoint, Finding, ServerSettings, Severity } from "../doctor/index.js";
import { print } from "../utils/output.js";

import { rawAction } from "./action.js";
import { CliError } from "./failures.js";
import { endpoint, siteUrl } from "./options.js";
import { withProgress } from "./progress.js";
import { type PasswordOptions, readPassword } from "./prompts.js";
import { printable } from "./table.js";

interface DoctorOptions extends PasswordOptions {
  readonly account?: string;
  /** `--no-config` and `--no-load` set these to false. */
  readonly config: boolean;
  readonly load: boolean;
  readonly connect?: Endpoint;
  readonly connectPlain?: Endpoint;
}

interface Report {
  readonly url: string;
  readonly summary: Readonly<Record<Severity, number>>;
  readonly requests: number;
  readonly findings: readonly Finding[];
}

const NO_SETTINGS: ServerSettings = { kind: "absent", reason: "Skipped by --no-config." };

/** `latchkey doctor` */
export function addDoctor(program: Command): void {
  program
    .command("doctor")
    .summary("check a deployment from outside, and its settings")
    .description(
      "Checks a deployment from outside, and in the folder of the server its settings too: docs/reference/doctor.md. It sends about a hundred requests and changes nothing. It exits with 1 if it finds something medium or high.",
    )
    .argument("[url]", "the address that users see (default: PUBLIC_URL)", siteUrl)
    .option("--account <user>", "sign in and out as this user, to check cookies and the address of the session")
    .option("--password-stdin", "read the password of --account from stdin")
    .option("--no-config", "check from outside only")
    .option("--no-load", "do not try out the sign-in limit")
    .option("--connect <host:port>", "connect to this address, whatever the name resolves to", endpoint)
    .option("--connect-plain <host:port>", "the same for http, which is at port 80 by default", endpoint)
    .action(
      rawAction((url: URL | undefined, options: DoctorOptions) => runDoctor(program.version() ?? "", url, options)),
    );
}

/** Prints the report. Throws UNHEALTHY after it if something is of medium or high severity. */
async function runDoctor(version: string, given: URL | undefined, options: DoctorOptions): Promise<void> {
  // Imported when needed: no other command uses the doctor.
  const { readServerSettings, runChecks, SEVERITIES } = await import("../doctor/index.js");
  const settings = options.config ? readServerSettings() : NO_SETTINGS;
  const url = given ?? urlOf(settings);
  const { account: login, load, connect: endpoint, connectPlain: plainEndpoint } = options;
  const credentials = login === undefined ? null : { login, password: await readPassword(options) };
  const run = { url, settings, version, load, credentials, endpoint, plainEndpoint };
  const { findings, requests } = await withProgress("Checking", (onProgress) => runChecks({ ...run, onProgress }));
  const counts = SEVERITIES.map((severity) => [severity, findings.filter((one) => one.severity === severity).length]);
  const summary = Object.fromEntries(counts) as Record<Severity, number>;
  const report = { url: url.href, summary, requests, findings };
  print(options.json ? `${JSON.stringify(report)}\n` : renderReport(report, SEVERITIES));
  const count = summary.medium + summary.high;
  if (count > 0) throw new CliError("UNHEALTHY", `Findings of medium or high severity: ${count}.`);
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
