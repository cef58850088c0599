import type { Command } from "commander";
import type { Container } from "../../container.js";
import type { AuditEvent } from "../../stores/Store.js";
import { print } from "../../utils/output.js";
import { tableUtc } from "../../utils/utcTime.js";
import { type GlobalOptions, working } from "../answer.js";
import { duration, wholeNumber } from "../options.js";
import { printable, renderTable } from "../table.js";
import { withContainer } from "../withContainer.js";
import { followEvents } from "./followEvents.js";
import { latestEvents } from "./latestEvents.js";

interface Options extends GlobalOptions {
  readonly user?: string;
  readonly since?: number;
  readonly limit: number;
  readonly follow?: true;
}

/** `latchkey audit tail` */
export function addAuditTail(audit: Command): void {
  audit
    .command("tail")
    .summary("show the latest events")
    .description(
      "Shows the latest events, newest last. With --follow it goes on until it is interrupted; then --json prints one document a line. What an event means is in docs/guides/signed-out.md.",
    )
    .option("--user <user>", "only what happened to this user: id, username or e-mail address")
    .option("--since <duration>", "only events of this last time, such as 15m, 12h or 7d", duration)
    .option("-n, --limit <n>", "how many at most: 1 to 10000", wholeNumber(1, 10_000), 50)
    .option("-f, --follow", "go on with what happens from now on")
    .action(working((options: Options) => withContainer((container) => tail(container, options))));
}

async function tail({ admin, clock }: Container, { user, since, limit, follow, json }: Options): Promise<void> {
  const userId = user === undefined ? null : (await admin.find(user))._id;
  const from = since === undefined ? 0 : clock.now() - since;
  const latest = await latestEvents(admin, { userId, from, limit });
  if (!follow) {
    print(json ? `${JSON.stringify({ events: latest })}\n` : tableOf(latest));
    return;
  }
  const show = (event: AuditEvent) => print(json ? `${JSON.stringify(event)}\n` : lineOf(event));
  for (const event of latest) show(event);
  await followEvents({ admin, clock, userId, from, shown: latest, show });
}

function tableOf(events: readonly AuditEvent[]): string {
  if (events.length === 0) return "Nothing has happened.\n";
  return renderTable(["TIME (UTC)", "EVENT", "USER", "SESSION", "ADDRESS", "DETAIL"], events.map(cellsOf));
}

function lineOf(event: AuditEvent): string {
  return `${cellsOf(event).map(printable).join("  ")}\n`;
}

function cellsOf({ at, name, userId, sessionId, ip, detail }: AuditEvent) {
  return [
    tableUtc(at),
    name,
    userId,
    sessionId,
    ip,
    String(detail["reason"] ?? detail["code"] ?? detail["roles"] ?? ""),
  ];
}
