import type { ListedSession } from "../services/admin/index.js";
import { coarseTime, tableUtc } from "../utils/utcTime.js";
import { type CommandResult, command, group } from "./command.js";
import { withContainer, withUser } from "./database.js";
import { CliError } from "./failures.js";
import { USER_ARGUMENT, wholeNumber } from "./options.js";
import { renderTable } from "./table.js";

const list = command({
  name: "list",
  summary: "list the sessions of a user",
  description: "Lists the active sessions, newest first.",
  arguments: [USER_ARGUMENT],
  options: {
    all: ["--all", "also list the stored ended sessions, with the reason"],
    before: ["--before <id>", "with --all: show the sessions after this one"],
    limit: ["--limit <n>", "sessions per page, 1 to 1000", wholeNumber(1, 1000), 100],
  },
  run: async (reference, { all = false, before, limit }) => {
    const found = await withUser(reference, (admin, { _id: userId }) =>
      admin.sessions({ userId, all, before: before?.toLowerCase() ?? null, limit }),
    );
    return { data: { sessions: found.map(toOperatorView) }, text: tableOf(found) };
  },
});

const revoke = command({
  name: "revoke",
  summary: "end one session, or all sessions of a user",
  description: "Ends one session, or all sessions of a user. It applies from the next request.",
  arguments: [["[session]", "ID of a session"]],
  options: { user: ["--user <user>", "end all sessions of this user: ID, username or email address"] },
  run: async (session, { user }) => {
    if (session !== undefined && user === undefined) return revokeOne(session.toLowerCase());
    if (session === undefined && user !== undefined) return revokeAll(user);
    throw new CliError("USAGE", "Give a session, or a user with --user.");
  },
});

export const sessions = group("sessions", "manage the sessions of a user", "Manages the sessions of a user.", [
  list,
  revoke,
]);

async function revokeOne(session: string): Promise<CommandResult> {
  await withContainer(({ admin }) => admin.revokeSession(session));
  return { data: { revoked: { session } }, text: "Session ended.\n" };
}

async function revokeAll(reference: string): Promise<CommandResult> {
  const { _id, username, email } = await withUser(reference, async (admin, user) => {
    await admin.revokeSessions(user._id);
    return user;
  });
  return { data: { revoked: { user: _id } }, text: `All sessions of ${username ?? email} ended.\n` };
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
