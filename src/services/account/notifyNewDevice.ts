import type { ClientInfo } from "../../http/clientInfo.js";
import type { Session, User } from "../../stores/Store.js";
import { ipKey } from "../../utils/ipAddress.js";
import type { AccountDeps } from "./AccountDeps.js";

/** How many of the latest sessions a sign-in is compared with. */
const MAX_SESSIONS = 50;

interface NewSession {
  readonly user: User;
  readonly sessionId: string;
  readonly client: ClientInfo;
  readonly knownDevice: boolean;
}

/** Emails the owner about a sign-in that looks like none of the latest sessions. */
export async function notifyNewDevice(
  { store, mailer }: Pick<AccountDeps, "store" | "mailer">,
  signIn: NewSession,
): Promise<void> {
  const { user, client } = signIn;
  const latest = await store.sessions.listAllByUser({ userId: user._id, before: null, limit: MAX_SESSIONS });
  const others = latest.filter(({ _id }) => _id !== signIn.sessionId);
  if (isUnusual(others, signIn)) await mailer.enqueue({ kind: "new-sign-in", user, client });
}

/**
 * The first sign-in of an account is not unusual.
 *
 * A known device is unusual when both its network and its program are new: a laptop travels and a browser is updated, but a
 * copied cookie arrives with neither.
 *
 * Any other client is unusual unless the same program has signed in from the same network, so that a program that keeps no
 * cookies does not cause an email at every sign-in. Sessions from before the last change of the password do not count: they
 * may have been the thief's.
 */
function isUnusual(others: readonly Session[], { user, client, knownDevice }: NewSession): boolean {
  const isSameProgram = (session: Session) => session.userAgent === client.userAgent;
  const isSameNetwork = (session: Session) => ipKey(session.ip) === ipKey(client.ip);
  if (others.length === 0) return false;
  if (knownDevice) return !others.some((session) => isSameProgram(session) || isSameNetwork(session));
  const current = others.filter(({ createdAt }) => createdAt >= user.passwordChangedAt);
  return !current.some((session) => isSameProgram(session) && isSameNetwork(session));
}
