import type { Measured, Results, ScenarioResult } from "../../../bench/compare/results.js";
import type { GrowthResults } from "../../../bench/growth/growthResults.js";

export interface Goal {
  readonly what: string;
  readonly goal: string;
  readonly reached: string;
  readonly isMet: boolean;
}

/** Every goal, with what the runs of these results reached. */
export function goalsOf(results: Results, growth: GrowthResults): Goal[] {
  const verify = scenarioOf(results, "verify");
  const refresh = scenarioOf(results, "refresh");
  const lone = sideOf(scenarioOf(results, "lone"), "Latchkey");
  const login = scenarioOf(results, "login");
  const guarded = sideOf(verify, "Latchkey, verifyJWT");
  const rotated = sideOf(refresh, "Latchkey");
  const floor = results.durableWrite?.median ?? Number.NaN;
  const start = results.starts.find(({ name }) => name === "Latchkey, its own server");
  const worst = results.storms.toSorted((a, b) => calmness(b) - calmness(a))[0];
  return [
    atMost("a protected route, CPU over bare Express", 25, guarded.cpuOver.median, " µs"),
    atLeast(
      "a protected route, Better Auth's CPU over ours",
      5,
      sideOf(verify, "Better Auth get-session").cpu / guarded.cpu,
    ),
    atLeast("durable refreshes on one core, 32 clients", 6000, rotated.perSecond, "/s"),
    atLeast(
      "refreshes, over Better Auth's extension of a session",
      12,
      rotated.perSecond / sideOf(refresh, "Better Auth, extension").perSecond,
    ),
    atMost("a lone client's refresh, over one fdatasync", 1.3, lone.p50 / floor),
    atLeast(
      "sign-ins, of what bare Argon2id does",
      90,
      (sideOf(login, "Latchkey").perSecond / sideOf(login, "@node-rs/argon2 alone").perSecond) * 100,
      " %",
    ),
    atMost(
      `a protected route's p99 in a storm of ${worst?.size} sign-ins, over its calm p99`,
      3,
      worst ? calmness(worst) : Number.NaN,
    ),
    atMost("peak memory, over bare Express", 1.15, guarded.peak / sideOf(verify, "Express, no protection").peak),
    atMost("from start to the first answer, over bare Express", 1.3, start?.ratio.median ?? Number.NaN),
    atEverySize(growth, "verify"),
    atEverySize(growth, "refresh"),
  ];
}

/** Noise is what half of the rounds lie in. */
function atEverySize(growth: GrowthResults, name: string): Goal {
  const { title, contenders } = scenarioOf(growth, name);
  const largest = contenders.at(-1);
  if (largest === undefined) throw new Error(`bench/growth.json has no size in "${name}".`);
  const { low, median, high } = largest.cpuRatio;
  return {
    what: `${title.toLowerCase()}, at ${largest.name} sessions over ${contenders[0]?.name}`,
    goal: "the same within noise",
    reached: `${median.toFixed(2)}× (${low.toFixed(2)}–${high.toFixed(2)})`,
    isMet: low <= 1 && high >= 1,
  };
}

export function scenarioOf({ scenarios }: Pick<Results, "scenarios">, name: string): ScenarioResult {
  const found = scenarios.find((one) => one.name === name);
  if (found === undefined) throw new Error(`bench/results.json has no "${name}".`);
  return found;
}

function sideOf({ contenders, name: scenario }: ScenarioResult, name: string): Measured {
  const found = contenders.find((one) => one.name === name);
  if (found === undefined) throw new Error(`bench/results.json has no "${name}" in "${scenario}".`);
  return found;
}

function calmness({ stormy, calm }: Results["storms"][number]): number {
  return stormy.p99 / calm.p99;
}

function atMost(what: string, limit: number, value: number, unit = "×"): Goal {
  return { what, goal: `at most ${limit}${unit}`, reached: shown(value) + unit, isMet: value <= limit };
}

function atLeast(what: string, limit: number, value: number, unit = "×"): Goal {
  return { what, goal: `at least ${limit}${unit}`, reached: shown(value) + unit, isMet: value >= limit };
}

function shown(value: number): string {
  return value < 100 ? String(Number(value.toPrecision(2))) : value.toFixed(0);
}
