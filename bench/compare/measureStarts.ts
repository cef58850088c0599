import { median, shuffled, spread } from "../statistics.js";
import type { Contender } from "./contenders.js";
import { cpuMicroseconds } from "./processUsage.js";
import type { Progress } from "./progress.js";
import type { StartResult } from "./results.js";
import { type ServerRuntime, ServerUnderTest } from "./ServerUnderTest.js";

interface Start {
  readonly milliseconds: number;
  readonly cpu: number;
}

/** Starts every server again and again, in turn, each in an empty folder. The first one is the reference. */
export async function measureStarts(
  contenders: readonly Contender[],
  rounds: number,
  progress: Progress,
  runtime?: ServerRuntime,
): Promise<StartResult[]> {
  const found = new Map<Contender, Start[]>(contenders.map((contender) => [contender, []]));
  progress.begin("From start to the first answer", contenders.length * rounds);
  for (let round = 0; round < rounds; round += 1) {
    for (const contender of shuffled(contenders)) {
      found.get(contender)?.push(await startOnce(contender, runtime));
      progress.step();
    }
  }
  progress.end();
  const [reference = []] = found.values();
  return [...found].map(([{ name }, starts]) => ({
    name,
    milliseconds: median(starts.map(({ milliseconds }) => milliseconds)),
    ratio: spread(starts.map(({ milliseconds }, round) => milliseconds / (reference[round]?.milliseconds ?? 0))),
    cpu: median(starts.map(({ cpu }) => cpu)),
    cpuRatio: spread(starts.map(({ cpu }, round) => cpu / (reference[round]?.cpu ?? 0))),
  }));
}

async function startOnce(contender: Contender, runtime?: ServerRuntime): Promise<Start> {
  const server = await ServerUnderTest.start(contender, runtime);
  const start = { milliseconds: server.startTime, cpu: cpuMicroseconds(server.pid) / 1000 };
  await server.stop();
  return start;
}
