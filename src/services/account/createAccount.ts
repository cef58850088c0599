import type { ClientInfo } from "../../http/clientInfo.js";
import type { User } from "../../stores/Store.js";
import { newId } from "../../utils/ids.js";
import type { AccountDeps } from "./AccountDeps.js";
import { userExists } from "./userExists.js";

export interface NewAccount {
  readonly username: string;
  readonly fullName: string;
  readonly email: string;
  readonly password: string;
  readonly avatarUrl: string | null;
  readonly roles: readonly string[];
  /** Whether somebody vouches for the address. Otherwise a mail with a link follows. */
  readonly emailVerified: boolean;
}

export type CreateAccountDeps = Pick<
  AccountDeps,
  "store" | "clock" | "background" | "audit" | "hasher" | "passwordPolicy" | "mailer"
>;

/**
 * The unique index alone decides whether a name is free: a look before the write would only lose the race. The mail with
 * the link follows after the answer. Throws USER_EXISTS, VALIDATION_FAILED (the password), OVERLOADED, and what `admit` throws.
 *
 * @param admit called once, when nothing but the write is left to do; it throws to refuse
 */
export async function createAccount(
  deps: CreateAccountDeps,
  account: NewAccount,
  client: ClientInfo,
  admit: () => Promise<void> = async () => {},
): Promise<User> {
  const { password, emailVerified, ...profile } = account;
  deps.passwordPolicy.assertAllowed(password, profile, "password");
  const passwordHash = await deps.hasher.hash(password, { lane: "ordinary", ip: client.ip });
  const now = deps.clock.now();
  const user: User = {
    _id: newId(now),
    ...profile,
    passwordHash,
    emailVerifiedAt: emailVerified ? now : null,
    disabledAt: null,
    epoch: 0,
    epochEnds: [],
    version: 0,
    createdAt: now,
    updatedAt: now,
    passwordChangedAt: now,
  };
  await admit();
  const result = await deps.store.users.create(user);
  if (result.kind === "taken") throw userExists(result.field);
  deps.audit.record({ name: "registered", userId: user._id, sessionId: null, client });
  if (!emailVerified) {
    const mail = { kind: "verify-email", occasion: "registration", to: user.email } as const;
    deps.background.run(() => deps.mailer.enqueue(mail));
  }
  return user;
}
