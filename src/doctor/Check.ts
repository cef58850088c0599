import type { CheckContext, KnownSettings } from "./CheckContext.js";

/** In ascending order. `ok` and `info` ask for no action. */
export const SEVERITIES = ["ok", "info", "low", "medium", "high"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** One line of the report. It never holds a token, a cookie's value, a password or a secret. */
export interface Finding {
  readonly check: string;
  /** `<check>.<issue>`, or `<check>` alone when the check passed. */
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  readonly evidence: string;
  /** The standard that requires it. */
  readonly reference: string | null;
  readonly fix: string | null;
}

/** A problem that a check can report. */
export interface Issue {
  readonly severity: Exclude<Severity, "ok">;
  readonly title: string;
  /** The standard that requires it, if there is one. */
  readonly reference?: string;
  readonly fix: string;
}

export type Issues = Readonly<Record<string, Issue>>;

/** One observation of a check. */
export interface CheckResult<Name extends string = string> {
  /** The issue, or `null` if the check passed or was skipped. */
  readonly issue: Name | null;
  readonly evidence: string;
  readonly skipped?: true;
}

interface CheckSpec<Table extends Issues> {
  readonly id: string;
  /** What is true when nothing was found. */
  readonly title: string;
  readonly issues: Table;
}

export interface Check extends CheckSpec<Issues> {
  readonly from: "outside" | "settings";
  run(context: CheckContext): Promise<Finding[]>;
}

type Results<Table extends Issues> = Promise<CheckResult<keyof Table & string>[]>;

/** Defines a check. A check `from` the settings also runs when the site does not answer. */
export function defineCheck<const Table extends Issues>(
  from: Check["from"],
  spec: CheckSpec<Table> & { inspect(context: CheckContext): Results<Table> },
): Check {
  return { ...spec, from, run: async (context) => toFindings(spec, await spec.inspect(context)) };
}

/** Defines a check that reads the server's settings. It reports nothing when they are not available. */
export function settingsCheck<const Table extends Issues>(
  spec: CheckSpec<Table> & { inspect(settings: KnownSettings, context: CheckContext): Results<Table> },
): Check {
  return defineCheck("settings", {
    ...spec,
    inspect: async (context) => (context.settings.kind === "known" ? spec.inspect(context.settings, context) : []),
  });
}

export function pass(evidence: string): CheckResult<never> {
  return { issue: null, evidence };
}

export function fail<Name extends string>(issue: Name, evidence: string): CheckResult<Name> {
  return { issue, evidence };
}

/** For what could not be checked: no problem was found, but it is not a good result either. */
export function skip(reason: string): CheckResult<never> {
  return { issue: null, evidence: reason, skipped: true };
}

/** The finding for a check that could not run. */
export function uncheckedFinding(id: string, reason: string): Finding {
  const code = `${id}.unchecked`;
  return { check: id, code, severity: "info", title: "Not checked", evidence: reason, reference: null, fix: null };
}

/** One finding for each issue, with the evidence of all its results. The passes count only if there is no issue. */
function toFindings({ id, title, issues }: CheckSpec<Issues>, results: readonly CheckResult[]): Finding[] {
  const findings = Object.entries(issues).flatMap(([name, issue]): Finding[] => {
    const evidence = evidenceOf(results.filter((result) => result.issue === name));
    return evidence === "" ? [] : [{ check: id, code: `${id}.${name}`, reference: null, ...issue, evidence }];
  });
  const skipped = results.filter((result) => result.skipped).map(({ evidence }) => uncheckedFinding(id, evidence));
  const passed = evidenceOf(results.filter(({ issue, skipped }) => issue === null && !skipped));
  if (findings.length > 0 || passed === "") return [...findings, ...skipped];
  return [{ check: id, code: id, severity: "ok", title, evidence: passed, reference: null, fix: null }, ...skipped];
}

const MAX_EVIDENCE_LENGTH = 400;

function evidenceOf(results: readonly CheckResult[]): string {
  const text = [...new Set(results.map(({ evidence }) => evidence))].join("; ");
  return text.length > MAX_EVIDENCE_LENGTH ? `${text.slice(0, MAX_EVIDENCE_LENGTH)} …` : text;
}
