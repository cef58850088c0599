import type { Deployment, KnownSettings } from "./Deployment.js";
import type { Finding, Severity } from "./Finding.js";

/** What a check may find wrong. docs/reference/doctor.md is made of these. */
export interface Fault {
  readonly severity: Exclude<Severity, "ok">;
  readonly title: string;
  readonly clause: string | null;
  readonly cure: string;
}

export type Faults = Readonly<Record<string, Fault>>;

/** One look: a fault by its name, or that all is well, or that it could not be looked at. */
export interface Seen<Name extends string = string> {
  readonly fault: Name | null;
  readonly evidence: string;
  readonly unchecked?: true;
}

interface About<Table extends Faults> {
  readonly id: string;
  /** What is well when nothing is found. */
  readonly title: string;
  /** For docs/reference/doctor.md. */
  readonly looksAt: string;
  readonly faults: Table;
}

export interface Check extends About<Faults> {
  readonly from: "outside" | "settings";
  run(deployment: Deployment): Promise<Finding[]>;
}

/** A check that asks the site as a stranger does. */
export function outsideCheck<const Table extends Faults>(
  about: About<Table> & { look(deployment: Deployment): Promise<Seen<keyof Table & string>[]> },
): Check {
  return { ...about, from: "outside", run: async (deployment) => findingsOf(about, await about.look(deployment)) };
}

/** A check that knows the settings of the server. Without them it is not run. */
export function settingsCheck<const Table extends Faults>(
  about: About<Table> & {
    look(settings: KnownSettings, deployment: Deployment): Promise<Seen<keyof Table & string>[]>;
  },
): Check {
  const run = async (deployment: Deployment) => {
    const { settings } = deployment;
    return settings.kind === "known" ? findingsOf(about, await about.look(settings, deployment)) : [];
  };
  return { ...about, from: "settings", run };
}

export function fine(evidence: string): Seen<never> {
  return { fault: null, evidence };
}

export function found<Name extends string>(fault: Name, evidence: string): Seen<Name> {
  return { fault, evidence };
}

/** It is no fault, but nobody must take it for a good result either. */
export function unchecked(reason: string): Seen<never> {
  return { fault: null, evidence: reason, unchecked: true };
}

/** The finding of a check that could not be made. */
export function uncheckedFinding({ id }: Pick<Check, "id">, reason: string): Finding {
  return {
    check: id,
    code: `${id}.unchecked`,
    severity: "info",
    title: "Not checked",
    evidence: reason,
    clause: null,
    cure: null,
  };
}

/** One finding for each fault, however often it was seen. What is well counts only where nothing is wrong. */
function findingsOf({ id, title, faults }: About<Faults>, seen: readonly Seen[]): Finding[] {
  const findings = Object.entries(faults).flatMap(([name, fault]): Finding[] => {
    const evidence = evidenceOf(seen.filter((one) => one.fault === name));
    return evidence === "" ? [] : [{ check: id, code: `${id}.${name}`, ...fault, evidence }];
  });
  const skipped = seen.filter((one) => one.unchecked).map(({ evidence }) => uncheckedFinding({ id }, evidence));
  const well = evidenceOf(seen.filter((one) => one.fault === null && !one.unchecked));
  if (findings.length > 0 || well === "") return [...findings, ...skipped];
  return [{ check: id, code: id, severity: "ok", title, evidence: well, clause: null, cure: null }, ...skipped];
}

const LONGEST_EVIDENCE = 400;

function evidenceOf(seen: readonly Seen[]): string {
  const text = [...new Set(seen.map(({ evidence }) => evidence))].join("; ");
  return text.length > LONGEST_EVIDENCE ? `${text.slice(0, LONGEST_EVIDENCE)} …` : text;
}
