import type { Command } from "commander";
import type { Container } from "../container.js";
import type { AdminService } from "../services/admin/index.js";
import type { AuditEvent } from "../stores/Store.js";
import { MINUTE, SECOND } from "../utils/duration.js";
import { print } from "../utils/output.js";
import { tableUtc } from "../utils/utcTime.js";
import { type GlobalOptions, rawAction } from "./action.js";
import { withContainer } from "./database.js";
import { duration, wholeNumber } from "./options.js";
import { printable, renderTable } from "./table.js";

interface TailOptions extends GlobalOptions {
  readonly user?: string;
  readonly since?: number;
  readonly limit: number;
  readonly follow?: true;
}

/** `latchkey audit …` */
export function addAudit(program: Command): void {
  const audit = program.command("audit").summary("show the audit log").description("Shows the audit log.");
  audit
    .command("tail")
    .summary("show the latest events")
    .description(
      "Shows the latest events, newest last: docs/guides/signed-out.md. With --follow, --json prints one document per line.",
    )
    .option("--user <user>", "only events of this user: ID, username or email address")
    .option("--since <duration>", "only events of this period, such as 15m, 12h or 7d", duration)
    .option("-n, --limit <n>", "number of events, 1 to 10000", wholeNumber(1, 10_000), 50)
    .option("-f, --follow", "wait for new events")
    .action(rawAction((options: TailOptions) => withContainer((container) => tail(container, options))));
}

async function tail(container: Container, { user, since, limit, follow, json }: TailOptions): Promise<void> {
  const { admin, clock } = container;
  const userId = user === undefined ? null : (await admin.find(user))._id;
  const from = since === undefined ? 0 : clock.now() - since;
  const latest = await latestEvents(admin, { userId, from, limit });
  if (!follow) {
    print(json ? `${JSON.stringify({ events: latest })}\n` : tableOf(latest));
    return;
  }
  const show = (event: AuditEvent) => print(json ? `${JSON.stringify(event)}\n` : lineOf(event));
  for (const event of latest) show(event);
  await followEvents(container, { userId, from, shown: latest, show });
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
  const { isStopped, pause } = createPause();
  const oldest = shown[0]?._id ?? "";
  let seen = new Set(shown.map(({ _id }) => _id));
  while (!isStopped()) {
    const since = Math.max(from, clock.now() - OVERLAP);
    const recent = await latestEvents(admin, { userId, from: since, limit: MAX_EVENTS });
    for (const event of recent.filter(({ _id }) => _id > oldest && !seen.has(_id))) show(event);
    seen = new Set(recent.map(({ _id }) => _id));
    await pause();
  }
}

/** Waits a second at a time, and ends at once on a signal. */
function createPause() {
  let stopped = false;
  let wake = (): void => undefined;
  for (const signal of ["SIGINT", "SIGTERM"]) {
    process.once(signal, () => {
      stopped = true;
      wake();
    });
  }
  return {
    isStopped: () => stopped,
    pause: () =>
      new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, SECOND);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
  };
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
