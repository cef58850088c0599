/**
 * How many times as many random stories as usual the property tests tell: `PROPERTY_TIMES=20 npx vitest run test/property`.
 * Throws when the variable is no positive number.
 */
const TIMES = readTimes(process.env["PROPERTY_TIMES"] ?? "1");

function readTimes(text: string): number {
  const times = Number(text);
  if (!(times > 0)) throw new Error(`PROPERTY_TIMES must be a positive number, and is "${text}".`);
  return times;
}

/** For fast-check, and how long the test may take. */
export function schedules(usual: number): { numRuns: number; timeout: number } {
  return { numRuns: Math.ceil(usual * TIMES), timeout: Math.ceil(120_000 * Math.max(1, TIMES)) };
}
