import type { Measured, NodeRun, ScenarioResult } from "../../../bench/compare/results.js";
import type { GrowthResults } from "../../../bench/growth/growthResults.js";

/** The versions of Node that goals are set for: the reference first. */
export const RELEASES = ["24", "20"] as const;

type Release = (typeof RELEASES)[number];

interface Bound {
  /** Absent: the value is only shown. */
  readonly limit?: { readonly kind: "at most" | "at least"; readonly value: number };
  readonly unit: string;
  /** `undefined` or NaN when the run did not measure it. */
  readonly measure: (run: NodeRun) => number | undefined;
}

export interface Goal {
  readonly what: string;
  readonly bounds: Partial<Record<Release, Bound>>;
}

const STORM = 256;

/** What the product is to reach, by the version of Node. */
export const GOALS: readonly Goal[] = [
  {
    what: "a protected route, CPU against bare Express",
    bounds: {
      "24": atMost(10, " µs more", (run) => guardedRoute(run).cpuOver.median),
      "20": atMost(0.5, "×", (run) => guardedRoute(run).cpuRatio.median),
    },
  },
  {
    what: "a protected route, Better Auth's CPU over ours",
    bounds: {
      "24": shown("×", (run) => betterAuthOverOurs(run)),
      "20": atLeast(15, "×", (run) => betterAuthOverOurs(run)),
    },
  },
  {
    what: "durable refreshes, 32 clients",
    bounds: {
      "24": atLeast(6000, "/s", (run) => sideOf(scenarioOf(run, "refresh"), "Latchkey").perSecond),
      "20": atLeast(
        0.7,
        "× bare Express's rate",
        (run) => sideOf(scenarioOf(run, "refresh"), "Latchkey").speedRatio.median,
      ),
    },
  },
  { what: "refreshes, over Better Auth's extension of a session", bounds: onBoth(atLeast(8, "×", refreshesOverPeer)) },
  { what: "a lone refresh, over bare Express and one fdatasync", bounds: onBoth(atMost(2, "×", loneRefresh)) },
  {
    what: `${STORM} sign-ins at once, of what bare Argon2id does`,
    bounds: onBoth(atLeast(88, " %", (run) => signInShare(run))),
  },
  {
    what: `a protected route's p95 in a storm of ${STORM} sign-ins`,
    bounds: onBoth(atMost(15, " ms", (run) => stormOf(run)?.stormy.p95)),
  },
  {
    what: `a protected route's p99 in a storm of ${STORM} sign-ins`,
    bounds: onBoth(atMost(40, " ms", (run) => stormOf(run)?.stormy.p99)),
  },
  {
    what: "peak memory, over bare Express",
    bounds: { "24": shown("×", peakMemory), "20": atMost(1.25, "×", peakMemory) },
  },
  { what: "from start to the first answer, over bare Express", bounds: onBoth(atMost(1.3, "×", start)) },
];

/** A session that chance picks of ten million, against one of a thousand. Measured by `npm run bench:growth`. */
export function growthGoal(growth: GrowthResults): { what: string; goal: string; reached: string } {
  const { contenders } = scenarioOf(growth, "verify");
  const largest = contenders.at(-1);
  const bound = atMost(10, " µs more", () => largest?.cpuOver.median);
  return {
    what: `a protected route, at ${largest?.name} sessions over ${contenders[0]?.name}`,
    goal: goalText(bound),
    reached: verdict(bound, largest?.cpuOver.median),
  };
}

/** The goal of each version, or the one goal that all have. */
export function goalsText({ bounds }: Goal): string {
  const texts = RELEASES.flatMap((release) => {
    const bound = bounds[release];
    return bound?.limit === undefined ? [] : [{ release, text: goalText(bound) }];
  });
  const isSame = texts.length === RELEASES.length && new Set(texts.map(({ text }) => text)).size === 1;
  if (isSame) return texts[0]?.text ?? "";
  return texts.map(({ release, text }) => `Node ${release}: ${text}`).join("; ");
}

/** What a run reached, and whether that meets the goal. */
export function reachedText({ bounds }: Goal, release: Release, run: NodeRun | undefined): string {
  const bound = bounds[release];
  if (bound === undefined) return "";
  return verdict(bound, run === undefined ? undefined : bound.measure(run));
}

function goalText({ limit, unit }: Bound): string {
  return limit === undefined ? "" : `${limit.kind} ${limit.value}${unit}`;
}

function verdict({ limit, unit }: Bound, value: number | undefined): string {
  if (value === undefined || Number.isNaN(value)) return "not measured";
  const text = rounded(value) + unit;
  if (limit === undefined) return text;
  const isMet = limit.kind === "at most" ? value <= limit.value : value >= limit.value;
  return `${text}, ${isMet ? "met" : "not met"}`;
}

function rounded(value: number): string {
  return Math.abs(value) < 100 ? String(Number(value.toPrecision(2))) : value.toFixed(0);
}

type Measure = Bound["measure"];

function atMost(value: number, unit: string, measure: Measure): Bound {
  return { limit: { kind: "at most", value }, unit, measure };
}

function atLeast(value: number, unit: string, measure: Measure): Bound {
  return { limit: { kind: "at least", value }, unit, measure };
}

function shown(unit: string, measure: Measure): Bound {
  return { unit, measure };
}

function onBoth(bound: Bound): Goal["bounds"] {
  return { "24": bound, "20": bound };
}

function guardedRoute(run: NodeRun): Measured {
  return sideOf(scenarioOf(run, "verify"), "Latchkey, verifyJWT");
}

function betterAuthOverOurs(run: NodeRun): number {
  return sideOf(scenarioOf(run, "verify"), "Better Auth get-session").cpu / guardedRoute(run).cpu;
}

function refreshesOverPeer(run: NodeRun): number {
  const refresh = scenarioOf(run, "refresh");
  return sideOf(refresh, "Latchkey").perSecond / sideOf(refresh, "Better Auth, extension").perSecond;
}

function loneRefresh(run: NodeRun): number {
  const lone = scenarioOf(run, "lone");
  const floor = sideOf(lone, "Express, no protection").p50 + (run.durableWrite?.median ?? Number.NaN);
  return sideOf(lone, "Latchkey").p50 / floor;
}

function stormOf({ storms }: NodeRun): NodeRun["storms"][number] | undefined {
  return storms.find(({ size }) => size === STORM);
}

function signInShare(run: NodeRun): number | undefined {
  const storm = stormOf(run);
  return storm && (storm.signInsPerSecond / storm.hashesPerSecond) * 100;
}

function peakMemory(run: NodeRun): number {
  return guardedRoute(run).peak / sideOf(scenarioOf(run, "verify"), "Express, no protection").peak;
}

function start({ starts }: NodeRun): number | undefined {
  return starts.find(({ name }) => name === "Latchkey, its own server")?.ratio.median;
}

export function scenarioOf({ scenarios }: Pick<NodeRun, "scenarios">, name: string): ScenarioResult {
  const found = scenarios.find((one) => one.name === name);
  if (found === undefined) throw new Error(`The results have no scenario "${name}".`);
  return found;
}

function sideOf({ contenders, name: scenario }: ScenarioResult, name: string): Measured {
  const found = contenders.find((one) => one.name === name);
  if (found === undefined) throw new Error(`The results have no "${name}" in "${scenario}".`);
  return found;
}
