import type { Command } from "commander";
import type { ListedSession } from "../services/admin/index.js";
import { coarseTime, tableUtc } from "../utils/utcTime.js";
import { action, type CommandResult } from "./action.js";
import { withContainer } from "./database.js";
import { CliError } from "./failures.js";
import { wholeNumber } from "./options.js";
import { renderTable } from "./table.js";
import { USER_ARGUMENT } from "./users/userResult.js";

interface ListOptions {
  readonly all?: boolean;
  readonly before?: string;
  readonly limit: number;
}

/** `latchkey sessions …` */
export function addSessions(program: Command): void {
  const sessions = program
    .command("sessions")
    .summary("manage the sessions of a user")
    .description("Manages the sessions of a user.");
  addList(sessions);
  addRevoke(sessions);
}

function addList(sessions: Command): void {
  sessions
    .command("list")
    .summary("list the sessions of a user")
    .description("Lists the active sessions, newest first.")
    .argument(...USER_ARGUMENT)
    .option("--all", "also list the stored ended sessions, with the reason")
    .option("--before <id>", "with --all: show the sessions after this one")
    .option("--limit <n>", "sessions per page, 1 to 1000", wholeNumber(1, 1000), 100)
    .action(
      action(async (reference: string, { all = false, before, limit }: ListOptions) => {
        const found = await withContainer(async ({ admin }) => {
          const { _id: userId } = await admin.find(reference);
          return admin.sessions({ userId, all, before: before?.toLowerCase() ?? null, limit });
        });
        return { data: { sessions: found.map(toOperatorView) }, text: tableOf(found) };
      }),
    );
}

/** A session as operators see it. The fields are listed, so that hashes and salts do not leak. */
function toOperatorView({ session, termination }: ListedSession) {
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
  if (found.length === 0) return "No sessions.\n";
  const rows = found.map(({ session, termination }) => {
    const { _id, createdAt, lastSeenAt, ip, userAgent } = session;
    return [_id, tableUtc(createdAt), tableUtc(coarseTime(lastSeenAt)), termination?.reason ?? "active", ip, userAgent];
  });
  return renderTable(["ID", "CREATED (UTC)", "LAST SEEN (UTC)", "STATUS", "ADDRESS", "USER AGENT"], rows);
}

function addRevoke(sessions: Command): void {
  sessions
    .command("revoke")
    .summary("end one session, or all sessions of a user")
    .description("Ends one session, or all sessions of a user. It applies from the next request.")
    .argument("[session]", "ID of a session")
    .option("--user <user>", "end all sessions of this user: ID, username or email address")
    .action(
      action(async (session: string | undefined, { user }: { readonly user?: string }) => {
        if (session !== undefined && user === undefined) return revokeOne(session);
        if (session === undefined && user !== undefined) return revokeAll(user);
        throw new CliError("USAGE", "Give a session, or a user with --user.");
      }),
    );
}

async function revokeOne(id: string): Promise<CommandResult> {
  const sessionId = id.toLowerCase();
  await withContainer(({ admin }) => admin.revokeSession(sessionId));
  return { data: { revoked: { session: sessionId } }, text: "Session ended.\n" };
}

async function revokeAll(reference: string): Promise<CommandResult> {
  const { _id, username } = await withContainer(async ({ admin }) => {
    const user = await admin.find(reference);
    await admin.revokeSessions(user._id);
    return user;
  });
  return { data: { revoked: { user: _id } }, text: `All sessions of ${username} ended.\n` };
}
