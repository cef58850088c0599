import { InvalidArgumentError } from "commander";
import { databasePrefixFault, databaseSchemaFault } from "../config/index.js";
import { ROLE, ROLE_RULE } from "../schemas/fields.js";
import { parseDuration } from "../utils/duration.js";

/** The argument of every command for one user. */
export const USER_ARGUMENT = ["<user>", "ID, username or email address"] as const;

/** Reads a whole number in a range. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw new InvalidArgumentError(`Expected a whole number from ${min} to ${max}.`);
  };
}

/** Reads `30s`, `15m`, `12h`, `7d` or `2w` as milliseconds. */
export function duration(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds !== null) return milliseconds;
  throw new InvalidArgumentError("Expected a whole number with a unit, such as 15m, 12h or 7d.");
}

/** Reads an http or https URL without a user. */
export function siteUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isSite = url !== null && /^https?:$/.test(url.protocol) && url.username === "" && url.password === "";
  if (isSite) return url;
  throw new InvalidArgumentError("Expected an http or https URL, such as https://auth.example.com.");
}

/** Reads the prefix of the names of tables and collections. */
export function databasePrefix(text: string): string {
  const fault = databasePrefixFault(text);
  if (fault === null) return text;
  throw new InvalidArgumentError(`It ${fault}.`);
}

/** Reads the name of a schema of PostgreSQL. */
export function databaseSchema(text: string): string {
  const fault = databaseSchemaFault(text);
  if (fault === null) return text;
  throw new InvalidArgumentError(`It ${fault}.`);
}

/** Reads `host:port`. */
export function endpoint(text: string): { host: string; port: number } {
  const [, host = "", port] = /^(\[[\da-f:.]+\]|[^:]+):(\d{1,5})$/i.exec(text) ?? [];
  if (port !== undefined && Number(port) <= 65_535) return { host: host.replace(/^\[|\]$/g, ""), port: Number(port) };
  throw new InvalidArgumentError("Expected a host and a port, such as 192.0.2.7:443.");
}

/** Reads one of the names. */
export function oneOf<Name extends string>(names: readonly Name[]): (text: string) => Name {
  return (text) => {
    const found = names.find((name) => name === text);
    if (found !== undefined) return found;
    throw new InvalidArgumentError(`Expected one of ${names.join(", ")}.`);
  };
}

/** Collects roles. */
export function role(text: string, before: readonly string[] = []): readonly string[] {
  if (!ROLE.test(text)) throw new InvalidArgumentError(ROLE_RULE);
  return before.includes(text) ? before : [...before, text];
}
