/**
 * Whether JSON holds the value as it is: a date or a big number would come back as something else. An `undefined` property counts
 * as absent.
 */
export function isJson(value: unknown): boolean {
  if (value === null || typeof value === "string" || typeof value === "boolean") return true;
  if (typeof value === "number") return Number.isFinite(value);
  if (Array.isArray(value)) return value.every((item) => isJson(item));
  return isPlainObject(value) && Object.values(value).every((item) => item === undefined || isJson(item));
}

export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** The object of a stored text; `null` stands for an empty one. */
export function parseObject(text: string | null): Record<string, unknown> {
  return text === null ? {} : JSON.parse(text);
}

/** `""` and `null` are what forms and data mappers send for a field that has no value. */
export function emptyToAbsent(value: unknown): unknown {
  return value === "" || value === null ? undefined : value;
}
