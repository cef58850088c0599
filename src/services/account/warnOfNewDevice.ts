import type { Session, User } from "../../stores/Store.js";
import type { ClientInfo } from "../../utils/clientInfo.js";
import { ipKey } from "../../utils/ipKey.js";
import type { AccountDeps } from "./AccountDeps.js";

const SESSIONS_LOOKED_AT = 50;

/**
 * Tells the owner of a sign-in from a place that none of the latest sessions came from. The first sign-in of an account is
 * no news, and a program that keeps no cookies is not told of every hour.
 */
export async function warnOfNewDevice(
  deps: AccountDeps,
  { user, sessionId, client }: { user: User; sessionId: string; client: ClientInfo },
): Promise<void> {
  const latest = await deps.store.sessions.listAllByUser({
    userId: user._id,
    before: null,
    limit: SESSIONS_LOOKED_AT,
  });
  const others = latest.filter((session) => session._id !== sessionId);
  if (others.length === 0 || others.some((session) => isSamePlace(session, client))) return;
  await deps.mailer.enqueue({ kind: "new-sign-in", user, client });
}

function isSamePlace(session: Session, client: ClientInfo): boolean {
  return session.userAgent === client.userAgent && ipKey(session.ip) === ipKey(client.ip);
}
