const DIGITS = 4;

/** Results as they are written: more digits would be noise. A whole number is a count and stays as it is. */
export function roundedJson(results: object): string {
  const rounded = (_key: string, value: unknown) =>
    typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(DIGITS)) : value;
  return `${JSON.stringify(results, rounded, 2)}\n`;
}
