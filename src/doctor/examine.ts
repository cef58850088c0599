import { randomBytes } from "node:crypto";
import { mongoDriverVersion } from "../stores/index.js";
import { StoreUnavailableError } from "../stores/StoreUnavailableError.js";
import { type Clock, systemClock } from "../utils/clock.js";
import { once } from "../utils/once.js";
import type { Check } from "./Check.js";
import { uncheckedFinding } from "./Check.js";
import { checks } from "./checks.js";
import { countsForgedAddress } from "./countsForgedAddress.js";
import { createSite, type Endpoint } from "./createSite.js";
import type { Deployment, ServerSettings } from "./Deployment.js";
import type { Finding } from "./Finding.js";
import { reachable } from "./outside/reachable.js";
import { NoAnswerError } from "./Site.js";
import { type Credentials, visitAs } from "./visit.js";

export interface Examination {
  readonly url: URL;
  readonly settings: ServerSettings;
  readonly version: string;
  readonly load: boolean;
  readonly credentials: Credentials | null;
  readonly endpoint?: Endpoint | undefined;
  readonly plainEndpoint?: Endpoint | undefined;
  readonly ca?: string | undefined;
  readonly clock?: Clock;
  /** Hears after each check how many of how many are done. */
  readonly onChecked?: (done: number, total: number) => void;
}

/** Everything that was found, in the order of the checks, and how many requests that took. */
export interface Examined {
  readonly findings: readonly Finding[];
  readonly requests: number;
}

/** Looks at a deployment. What cannot be looked at is a finding too: it rejects only for a bug. */
export async function examine(examination: Examination): Promise<Examined> {
  const { onChecked = () => undefined } = examination;
  const deployment = deploymentOf(examination);
  const findings = await outcomeOf(reachable, deployment);
  const isThere = findings.every(({ severity }) => severity === "ok");
  const rest = checks.filter((check) => check !== reachable && (isThere || check.from === "settings"));
  for (const [at, check] of rest.entries()) {
    onChecked(at, rest.length);
    findings.push(...(await outcomeOf(check, deployment)));
  }
  onChecked(rest.length, rest.length);
  return { findings, requests: deployment.site.requests() };
}

/** What the checks of an examination look at. */
export function deploymentOf(examination: Examination): Deployment {
  const { url, settings, version, load, credentials, clock = systemClock } = examination;
  const run = randomBytes(8).toString("hex");
  const site = createSite({ ...examination, userAgent: `latchkey-doctor/${version} (${run})` });
  const now = () => clock.now();
  return {
    url,
    site,
    settings,
    version,
    load,
    clock,
    mongoDriverVersion,
    visit: once(async () => (credentials === null ? null : visitAs({ site, url, now }, credentials))),
    countsForgedAddress: once(async () =>
      settings.kind === "known" ? countsForgedAddress({ site, url, run, now }, settings.config) : null,
    ),
  };
}

/** One check that fails must not hide what the others find. */
async function outcomeOf(check: Check, deployment: Deployment): Promise<Finding[]> {
  try {
    return await check.run(deployment);
  } catch (error) {
    if (!isOutage(error)) throw error;
    return [uncheckedFinding(check, error.message)];
  }
}

function isOutage(error: unknown): error is Error {
  return error instanceof NoAnswerError || error instanceof StoreUnavailableError;
}
