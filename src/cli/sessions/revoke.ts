import type { Command } from "commander";
import { type Answer, answering } from "../answer.js";
import { CliError } from "../failures.js";
import { withContainer } from "../withContainer.js";

interface Options {
  readonly user?: string;
}

/** `latchkey sessions revoke` */
export function addSessionsRevoke(sessions: Command): void {
  sessions
    .command("revoke")
    .summary("end one session, or all of a user")
    .description("Ends one session, or every session of a user by one write. It counts with the next request.")
    .argument("[session]", "the id of a session")
    .option("--user <user>", "every session of this user: id, username or e-mail address")
    .action(
      answering(async (session: string | undefined, { user }: Options) => {
        if (session !== undefined && user === undefined) return revokeOne(session);
        if (session === undefined && user !== undefined) return revokeAll(user);
        throw new CliError("USAGE", "Name a session, or a user by --user.");
      }),
    );
}

async function revokeOne(id: string): Promise<Answer> {
  const sessionId = id.toLowerCase();
  await withContainer(({ admin }) => admin.revokeSession(sessionId));
  return { data: { revoked: { session: sessionId } }, text: "The session has ended.\n" };
}

async function revokeAll(reference: string): Promise<Answer> {
  const { _id, username } = await withContainer(async ({ admin }) => {
    const user = await admin.find(reference);
    await admin.revokeSessions(user._id);
    return user;
  });
  return { data: { revoked: { user: _id } }, text: `Every session of ${username} has ended.\n` };
}
