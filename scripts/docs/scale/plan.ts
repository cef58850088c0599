import type { DocumentSize, GrowthResults } from "../../../bench/growth/growthResults.js";

/** What the plan assumes. None of it was measured. */
export const ASSUMED = {
  sessions: 1e9,
  /** Of the remembered sessions, those that are used on a day. */
  usedADay: 0.1,
  visitsADay: 3,
  minutesAVisit: 10,
  /** Between two protected requests of a visit. */
  secondsBetween: 15,
  /** The busiest hour against the mean of the day. */
  peak: 3,
  /** Point reads and majority writes a second that a primary of eight cores is asked for at most. */
  readsAPrimary: 30_000,
  writesAPrimary: 5_000,
  shards: 32,
  /** What an index holds beside the values of an entry. */
  bytesAnEntry: 12,
  auditDays: 180,
} as const;

/** The span over which the benchmark's sessions were opened. */
const SPAN_DAYS = 90;
const DAY_SECONDS = 86_400;

export interface Stored {
  readonly collection: string;
  readonly count: number;
  readonly documents: number;
  readonly indexes: number;
}

/** What a cluster of a billion sessions holds and does, from the measured sizes and the assumed habits. */
export interface Plan {
  readonly users: number;
  readonly stored: readonly Stored[];
  readonly total: number;
  /** A second, at the peak. */
  readonly verifies: number;
  readonly refreshes: number;
  readonly signIns: number;
  readonly sessionReads: number;
  readonly sessionWrites: number;
  readonly userReads: number;
}

export function planOf({ sizes, documents }: GrowthResults): Plan {
  const measured = sizes.at(-1);
  if (measured === undefined) throw new Error("bench/growth.json has no sizes.");
  const { sessions } = ASSUMED;
  const users = (sessions * measured.users) / measured.sessions;
  const eventsASession = (measured.auditEvents / measured.sessions) * (ASSUMED.auditDays / SPAN_DAYS);
  const counts = new Map([
    ["users", users],
    ["sessions", sessions],
    ["auditEvents", sessions * eventsASession],
  ]);
  const stored = documents.map((size) => storedOf(size, counts.get(size.collection) ?? 0));
  const used = sessions * ASSUMED.usedADay;
  const aSecondAtPeak = (perUsedSession: number) => ((used * perUsedSession) / DAY_SECONDS) * ASSUMED.peak;
  const verifies = aSecondAtPeak((ASSUMED.visitsADay * ASSUMED.minutesAVisit * 60) / ASSUMED.secondsBetween);
  // One when a visit begins; a visit ends before the next is due.
  const refreshes = aSecondAtPeak(ASSUMED.visitsADay);
  const lapses = sessions / (SPAN_DAYS * DAY_SECONDS);
  const signIns = lapses * ASSUMED.peak;
  const userReads = verifies + refreshes;
  return {
    users,
    stored,
    total: stored.reduce((sum, { documents, indexes }) => sum + documents + indexes, 0),
    verifies,
    refreshes,
    signIns,
    sessionReads: verifies + refreshes,
    // Each generation is written twice: when it is made, and when it is first seen in use.
    sessionWrites: 2 * refreshes + 2 * signIns,
    userReads,
  };
}

function storedOf({ collection, bytes, keyBytes }: DocumentSize, count: number): Stored {
  const entries = Object.values(keyBytes).map((values) => values + ASSUMED.bytesAnEntry);
  return { collection, count, documents: count * bytes, indexes: count * entries.reduce((sum, one) => sum + one, 0) };
}
