/**
 * Mann-Whitney's U over the number of pairs: the probability that a value of `a` is larger than one of `b`, ties counting
 * half. 0.5 where nothing distinguishes the samples, 0 or 1 where every pair does. It asks only which of two values is larger,
 * so a few wild outliers, of which a busy machine has many, move it no more than any other value.
 */
export function superiority(a: readonly number[], b: readonly number[]): number {
  const wins = a.map((x) => b.reduce((sum, y) => sum + (x > y ? 1 : x === y ? 0.5 : 0), 0));
  return wins.reduce((sum, more) => sum + more, 0) / (a.length * b.length);
}

/** The standard deviation of {@link superiority} for samples of `m` and `n` values between which nothing differs. */
export function standardError(m: number, n: number): number {
  return Math.sqrt((m + n + 1) / (12 * m * n));
}
