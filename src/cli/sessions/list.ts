import type { Command } from "commander";
import type { ListedSession } from "../../services/admin/index.js";
import { coarseTime, tableUtc } from "../../utils/utcTime.js";
import { answering } from "../answer.js";
import { wholeNumber } from "../options.js";
import { renderTable } from "../table.js";
import { USER_ARGUMENT } from "../users/userArgument.js";
import { withContainer } from "../withContainer.js";

interface Options {
  readonly all?: boolean;
  readonly before?: string;
  readonly limit: number;
}

/** `latchkey sessions list` */
export function addSessionsList(sessions: Command): void {
  sessions
    .command("list")
    .summary("list the sessions of a user")
    .description(
      "Lists the sessions that live, newest first. With --all those that have ended too, with the cause, for as long as they are remembered.",
    )
    .argument(...USER_ARGUMENT)
    .option("--all", "also those that have ended")
    .option("--before <id>", "with --all: what comes after this session")
    .option("--limit <n>", "how many at most: 1 to 1000", wholeNumber(1, 1000), 100)
    .action(
      answering(async (reference: string, { all = false, before, limit }: Options) => {
        const found = await withContainer(async ({ admin }) => {
          const { _id: userId } = await admin.find(reference);
          return admin.sessions({ userId, all, before: before?.toLowerCase() ?? null, limit });
        });
        return { data: { sessions: found.map(sessionForOperator) }, text: tableOf(found) };
      }),
    );
}

/** A list of what may leave: hashes and salts stay inside. */
function sessionForOperator({ session, termination }: ListedSession) {
  return {
    _id: session._id,
    userId: session.userId,
    createdAt: session.createdAt,
    lastSeenAt: coarseTime(session.lastSeenAt),
    idleExpiresAt: coarseTime(session.idleExpiresAt),
    expiresAt: session.expiresAt,
    openedBy: session.openedBy,
    userAgent: session.userAgent,
    ip: session.ip,
    end: termination === null ? null : { cause: termination.reason, at: termination.at },
  };
}

function tableOf(found: readonly ListedSession[]): string {
  if (found.length === 0) return "No session.\n";
  const rows = found.map(({ session, termination }) => {
    const { _id, createdAt, lastSeenAt, ip, userAgent } = session;
    return [_id, tableUtc(createdAt), tableUtc(coarseTime(lastSeenAt)), termination?.reason ?? "alive", ip, userAgent];
  });
  return renderTable(["ID", "OPENED (UTC)", "LAST SEEN (UTC)", "STATE", "ADDRESS", "PROGRAM"], rows);
}
