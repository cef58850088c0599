export const RACERS = 50;

/** Starts the same attempt many times at once; answers all the results. */
export function race<T>(attempt: (racer: number) => Promise<T>, racers = RACERS): Promise<T[]> {
  return Promise.all(Array.from({ length: racers }, (_, racer) => attempt(racer)));
}
