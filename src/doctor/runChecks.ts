import { randomBytes } from "node:crypto";
import { mongoDriverVersion } from "../stores/index.js";
import { StoreUnavailableError } from "../stores/StoreUnavailableError.js";
import { type Clock, systemClock } from "../utils/clock.js";
import { once } from "../utils/once.js";
import { type Check, type Finding, uncheckedFinding } from "./Check.js";
import type { CheckContext, ServerSettings } from "./CheckContext.js";
import { reachable } from "./checks/availability.js";
import { checks } from "./checks.js";
import { type Endpoint, HttpTarget, NoAnswerError } from "./HttpTarget.js";
import { type Credentials, signInProbe } from "./signInProbe.js";

export interface RunOptions {
  readonly url: URL;
  readonly settings: ServerSettings;
  readonly version: string;
  readonly load: boolean;
  readonly credentials: Credentials | null;
  readonly endpoint?: Endpoint | undefined;
  readonly plainEndpoint?: Endpoint | undefined;
  readonly ca?: string | undefined;
  readonly clock?: Clock;
  /** Called after each check. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The findings in the order of the checks, and the number of requests that were sent. */
export interface RunResult {
  readonly findings: readonly Finding[];
  readonly requests: number;
}

/** Runs all checks. What cannot be checked is a finding too: it rejects only for a bug. */
export async function runChecks(options: RunOptions): Promise<RunResult> {
  const { onProgress = () => undefined } = options;
  const context = createContext(options);
  const findings = await runCheck(reachable, context);
  const isReachable = findings.every(({ severity }) => severity === "ok");
  const rest = checks.filter((check) => check !== reachable && (isReachable || check.from === "settings"));
  for (const [index, check] of rest.entries()) {
    onProgress(index, rest.length);
    findings.push(...(await runCheck(check, context)));
  }
  onProgress(rest.length, rest.length);
  return { findings, requests: context.target.requests };
}

export function createContext(options: RunOptions): CheckContext {
  const { url, settings, version, load, credentials, clock = systemClock } = options;
  // The random part lets an operator find the requests of this run in the log.
  const userAgent = `latchkey-doctor/${version} (${randomBytes(8).toString("hex")})`;
  const target = new HttpTarget({ ...options, userAgent });
  const now = () => clock.now();
  const signIn = once(async () => (credentials === null ? null : signInProbe({ target, url, now }, credentials)));
  return { url, target, settings, version, load, clock, mongoDriverVersion, signIn };
}

/** An outage during one check must not hide what the others find. */
async function runCheck(check: Check, context: CheckContext): Promise<Finding[]> {
  try {
    return await check.run(context);
  } catch (error) {
    if (error instanceof NoAnswerError || error instanceof StoreUnavailableError) {
      return [uncheckedFinding(check.id, error.message)];
    }
    throw error;
  }
}
