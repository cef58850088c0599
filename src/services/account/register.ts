import type { User } from "../../stores/Store.js";
import type { ClientInfo } from "../../utils/clientInfo.js";
import { newId } from "../../utils/ids.js";
import type { AccountDeps } from "./AccountDeps.js";
import { userExists } from "./userExists.js";

export interface Registration {
  readonly username: string;
  readonly fullName: string;
  readonly email: string;
  readonly password: string;
  readonly avatarUrl: string | null;
}

/**
 * The unique index alone decides whether a name is free: a look before the write would only lose the race. The mail with
 * the link follows after the answer.
 */
export async function register(deps: AccountDeps, registration: Registration, client: ClientInfo): Promise<User> {
  const { password, ...profile } = registration;
  deps.passwordPolicy.assertAllowed(password, profile, "password");
  const passwordHash = await deps.hasher.hash(password);
  const now = deps.clock.now();
  const user: User = {
    _id: newId(now),
    ...profile,
    passwordHash,
    emailVerifiedAt: null,
    roles: [],
    disabledAt: null,
    epoch: 0,
    epochEnds: [],
    version: 0,
    createdAt: now,
    updatedAt: now,
    passwordChangedAt: now,
  };
  const result = await deps.store.users.create(user);
  if (result.kind === "taken") throw userExists(result.field);
  deps.audit.record({ name: "registered", userId: user._id, sessionId: null, client });
  deps.background.run(() => deps.mailer.enqueue({ kind: "verify-email", to: user.email }));
  return user;
}
