import { Presets, SingleBar } from "cli-progress";

/** Runs `work` with a progress bar on stderr, if that is a terminal. `report` takes any unit. */
export async function withProgress<T>(
  title: string,
  work: (report: (done: number, total: number) => void) => Promise<T>,
): Promise<T> {
  const format = `${title} [{bar}] {percentage}% | {eta_formatted} left`;
  const bar = new SingleBar({ format, stream: process.stderr, clearOnComplete: true }, Presets.shades_classic);
  if (!process.stderr.isTTY) return work(() => undefined);
  bar.start(1, 0);
  try {
    return await work((done, total) => {
      bar.setTotal(total);
      bar.update(done);
    });
  } finally {
    bar.stop();
  }
}
