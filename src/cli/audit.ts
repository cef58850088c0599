import { setTimeout as sleep } from "node:timers/promises";
import type { Container } from "../container.js";
import type { AdminService } from "../services/admin/index.js";
import type { AuditEvent } from "../stores/Store.js";
import { MINUTE, SECOND } from "../utils/duration.js";
import { print } from "../utils/output.js";
import { tableUtc } from "../utils/utcTime.js";
import { command, group, type OptionsOf } from "./command.js";
import { withContainer } from "./database.js";
import { duration, wholeNumber } from "./options.js";
import { printable, renderTable } from "./table.js";

const OPTIONS = {
  user: ["--user <user>", "only events of this user: ID, username or email address"],
  since: ["--since <duration>", "only events of this period, such as 15m, 12h or 7d", duration],
  limit: ["-n, --limit <n>", "number of events, 1 to 10000", wholeNumber(1, 10_000), 50],
  follow: ["-f, --follow", "wait for new events"],
} as const;

const tail = command({
  name: "tail",
  summary: "show the latest events",
  description:
    "Shows the latest events, newest last: docs/guides/signed-out.md. With --follow, --json prints one document per line.",
  options: OPTIONS,
  run: (options) => withContainer((container) => showEvents(container, options)),
});

export const audit = group("audit", "show the audit log", "Shows the audit log.", [tail]);

async function showEvents(container: Container, { user, since, limit, follow, json }: OptionsOf<typeof OPTIONS>) {
  const { admin, clock } = container;
  const userId = user === undefined ? null : (await admin.find(user))._id;
  const from = since === undefined ? 0 : clock.now() - since;
  const events = await latestEvents(admin, { userId, from, limit });
  if (!follow) return { data: { events }, text: tableOf(events) };
  const show = (event: AuditEvent) => print(json ? `${JSON.stringify(event)}\n` : lineOf(event));
  for (const event of events) show(event);
  await followEvents(container, { userId, from, shown: events, show });
  return undefined;
}

const PAGE_SIZE = 200;

interface EventQuery {
  readonly userId: string | null;
  /** Epoch milliseconds of the oldest event. */
  readonly from: number;
  readonly limit: number;
}

/** The latest events, oldest first. */
async function latestEvents(admin: AdminService, { userId, from, limit }: EventQuery): Promise<AuditEvent[]> {
  const found: AuditEvent[] = [];
  let before: string | null = null;
  while (found.length < limit) {
    const page: AuditEvent[] = await admin.events({ userId, before, limit: Math.min(PAGE_SIZE, limit - found.length) });
    const recent = page.filter(({ at }) => at >= from);
    found.push(...recent);
    before = page.at(-1)?._id ?? null;
    // Events are ordered by time: after one that is too old there are only older ones.
    if (page.length === 0 || recent.length < page.length) break;
  }
  return found.reverse();
}

/** Servers write events after the response, each with its own clock: an older event may arrive later. */
const OVERLAP = MINUTE;
const MAX_EVENTS = 10_000;

interface FollowOptions extends Omit<EventQuery, "limit"> {
  /** The events that were shown already, oldest first. Older ones are not shown. */
  readonly shown: readonly AuditEvent[];
  readonly show: (event: AuditEvent) => void;
}

/** Shows each new event once, until SIGINT or SIGTERM. */
async function followEvents({ admin, clock }: Container, { userId, from, shown, show }: FollowOptions): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stop.abort());
  const oldest = shown[0]?._id ?? "";
  let seen = new Set(shown.map(({ _id }) => _id));
  while (!stop.signal.aborted) {
    const since = Math.max(from, clock.now() - OVERLAP);
    const recent = await latestEvents(admin, { userId, from: since, limit: MAX_EVENTS });
    for (const event of recent.filter(({ _id }) => _id > oldest && !seen.has(_id))) show(event);
    seen = new Set(recent.map(({ _id }) => _id));
    // A signal ends the wait at once.
    await sleep(SECOND, undefined, { signal: stop.signal }).catch(() => undefined);
  }
}

function tableOf(events: readonly AuditEvent[]): string {
  if (events.length === 0) return "No events.\n";
  return renderTable(["TIME (UTC)", "EVENT", "USER", "SESSION", "ADDRESS", "DETAIL"], events.map(cellsOf));
}

function lineOf(event: AuditEvent): string {
  return `${cellsOf(event).map(printable).join("  ")}\n`;
}

function cellsOf({ at, name, userId, sessionId, ip, detail }: AuditEvent) {
  const info = String(detail["reason"] ?? detail["code"] ?? detail["roles"] ?? "");
  return [tableUtc(at), name, userId, sessionId, ip, info];
}
