/** From what is well to what lets somebody in. */
export const SEVERITIES = ["ok", "info", "low", "medium", "high"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** What one check has seen. It holds no token, no cookie's value, no password and no secret. */
export interface Finding {
  readonly check: string;
  /** `<check>.<fault>`, or the check alone where all is well. */
  readonly code: string;
  readonly severity: Severity;
  readonly title: string;
  readonly evidence: string;
  /** The standard that asks for it. */
  readonly clause: string | null;
  readonly cure: string | null;
}
