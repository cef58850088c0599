import { Presets, SingleBar } from "cli-progress";

/** Tells how far the run is, on stderr: a bar on a terminal, a line a step of the run elsewhere. */
export interface Progress {
  begin(title: string, steps: number): void;
  step(): void;
  end(): void;
}

export function createProgress(): Progress {
  const format = "{title} {bar} {percentage} %, {eta_formatted} left";
  const bar = new SingleBar({ format, noTTYOutput: true, notTTYSchedule: 10_000 }, Presets.shades_classic);
  return {
    begin: (title, steps) => bar.start(steps, 0, { title: title.padEnd(32) }),
    step: () => bar.increment(),
    end: () => bar.stop(),
  };
}
