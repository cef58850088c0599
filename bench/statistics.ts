/** The value below which this share of the others lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The middle of the values, and the quarters beside it. */
export function spread(values: readonly number[]): { low: number; median: number; high: number } {
  return { low: quantile(values, 0.25), median: median(values), high: quantile(values, 0.75) };
}

/** Another order each time, so that no side of a comparison always comes first. */
export function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .toSorted((a, b) => a.place - b.place)
    .map(({ item }) => item);
}
