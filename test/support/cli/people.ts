import type { Session, Store } from "../../../src/stores/Store.js";
import { newId } from "../../../src/utils/ids.js";
import { aSession, aUser, type NamedUser } from "../records.js";

export const PASSWORD = "correct horse battery";
const DAY = 86_400_000;

/** What a command shows of a user. */
export interface UserData {
  readonly _id: string;
  readonly username: string;
  readonly email: string;
  readonly roles: readonly string[];
  readonly disabledAt: number | null;
  readonly emailVerifiedAt: number | null;
}

/** An account put straight into the store; every command is a process, which takes a second. */
export async function anAccount(
  store: Store,
  username: string,
  overrides: Partial<NamedUser> = {},
): Promise<NamedUser> {
  const now = Date.now();
  const user = aUser({ _id: newId(now), username, email: `${username}@example.com`, createdAt: now, ...overrides });
  await store.users.create(user);
  return user;
}

/** A session that lives now. */
export function aLivingSession(userId: string, overrides: Partial<Session> = {}): Session {
  const now = Date.now();
  const times = { createdAt: now, lastSeenAt: now, rotatedAt: now };
  const ends = { idleExpiresAt: now + DAY, expiresAt: now + 2 * DAY };
  return aSession({ _id: newId(now), userId, ...times, ...ends, ...overrides });
}
