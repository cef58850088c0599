import { z } from "zod";
import {
  isLimitName,
  LIMITS,
  type LimitName,
  type LimitNumbers,
  type LimitTable,
  limitNames,
  parseLimit,
} from "../services/rateLimit/index.js";
import { DAY, formatDuration, SECOND } from "../utils/duration.js";
import { nearestName } from "../utils/nearestName.js";
import { checkedText, type Duration, textToList } from "./parsers.js";

const ENTRY = /^([a-z.-]+)=(\d+\/\d+[smhdw])$/;
const MAX_POINTS = 1_000_000;
const MAX_WINDOW = 7 * DAY;

/** RATE_LIMITS: other numbers for some limits, as `name=attempts/window`; as an option also an object of `attempts/window`. */
export const rateLimits = z.preprocess(
  (value: string | LimitOptions) => toEntries(value),
  z
    .array(checkedText(entryFault), { error: "must be text or an object" })
    .refine((entries) => new Set(entries.map(nameIn)).size === entries.length, { error: "names a limit twice" })
    .transform(
      (entries): Partial<LimitTable> => Object.fromEntries(entries.map((entry) => [nameIn(entry), numbersIn(entry)])),
    ),
);

type LimitOptions = { readonly [Name in LimitName]?: `${number}/${Duration}` };

/** The whole table, where what was given replaces the numbers of its own. */
export function limitTable(given: Partial<LimitTable>): LimitTable {
  const rows = limitNames.map((name): [LimitName, LimitNumbers] => {
    const { points, windowMs } = given[name] ?? LIMITS[name];
    return [name, Object.freeze({ points, windowMs })];
  });
  // Object.fromEntries forgets that every name is there.
  return Object.fromEntries(rows) as LimitTable;
}

function toEntries(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return textToList(value);
  const given = Object.entries(value).filter(([, numbers]) => numbers !== undefined);
  return given.map(([name, numbers]) => `${name}=${String(numbers)}`);
}

function entryFault(entry: string): string | null {
  if (entry === "") return "has an empty entry: remove the stray comma";
  if (!ENTRY.test(entry)) return "must give each limit as name=attempts/window: for example login.account=20/15m";
  const name = nameIn(entry);
  if (!isLimitName(name)) return unknownLimit(name);
  const { points, windowMs } = numbersIn(entry);
  const fits = points >= 1 && points <= MAX_POINTS && windowMs >= SECOND && windowMs <= MAX_WINDOW;
  return fits
    ? null
    : `must allow 1 to ${MAX_POINTS} attempts in ${formatDuration(SECOND)} to ${formatDuration(MAX_WINDOW)} for ${name}`;
}

function unknownLimit(name: string): string {
  const meant = nearestName(name, limitNames);
  const fix = meant === null ? "remove it, or see docs/reference/limits.md for the names" : `did you mean ${meant}?`;
  return `names ${name}, which is no limit: ${fix}`;
}

function nameIn(entry: string): string {
  return ENTRY.exec(entry)?.[1] ?? "";
}

function numbersIn(entry: string): LimitNumbers {
  return parseLimit(ENTRY.exec(entry)?.[2] ?? "");
}
