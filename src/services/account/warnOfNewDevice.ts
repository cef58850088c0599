import type { ClientInfo } from "../../http/clientInfo.js";
import type { Session, User } from "../../stores/Store.js";
import { ipKey } from "../../utils/ipAddress.js";
import type { AccountDeps } from "./AccountDeps.js";

const SESSIONS_LOOKED_AT = 50;

interface SignIn {
  readonly user: User;
  readonly sessionId: string;
  readonly client: ClientInfo;
  readonly knownDevice: boolean;
}

/** Mails the owner about a sign-in that none of the latest sessions makes probable. */
export async function warnOfNewDevice(deps: AccountDeps, signIn: SignIn): Promise<void> {
  const latest = await deps.store.sessions.listAllByUser({
    userId: signIn.user._id,
    before: null,
    limit: SESSIONS_LOOKED_AT,
  });
  const others = latest.filter(({ _id }) => _id !== signIn.sessionId);
  if (isNews(others, signIn))
    await deps.mailer.enqueue({ kind: "new-sign-in", user: signIn.user, client: signIn.client });
}

/**
 * The first sign-in of an account is no news. A known device is expected, unless its network and its program are both new: a
 * laptop travels and a browser is updated, but a copied cookie comes with neither. Any other client is expected where the same
 * program has signed in from the same network, so that a program that keeps no cookies causes no mail every hour; but not by
 * a session from before the password was last set, which may have been the thief's.
 */
function isNews(others: readonly Session[], { user, client, knownDevice }: SignIn): boolean {
  if (others.length === 0) return false;
  if (knownDevice) return !others.some((session) => isSameProgram(session, client) || isSameNetwork(session, client));
  return !others.some(
    (session) =>
      session.createdAt >= user.passwordChangedAt && isSameProgram(session, client) && isSameNetwork(session, client),
  );
}

function isSameProgram(session: Session, client: ClientInfo): boolean {
  return session.userAgent === client.userAgent;
}

function isSameNetwork(session: Session, client: ClientInfo): boolean {
  return ipKey(session.ip) === ipKey(client.ip);
}
