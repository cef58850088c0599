import type { Store, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { Clock } from "../../utils/clock.js";
import { newId } from "../../utils/ids.js";
import type { PasswordHasher } from "../password/index.js";
import type { ClientInfo, IssuedTokens, OpenSession, RenewSession, SessionEnding } from "../session/index.js";
import { updateUser } from "./updateUser.js";
import { userExists } from "./userExists.js";

export interface Registration {
  readonly username: string;
  readonly fullName: string;
  readonly email: string;
  readonly password: string;
  readonly avatarUrl: string | null;
}

export interface LoginInput {
  readonly username: string | null;
  readonly email: string | null;
  readonly password: string;
  readonly rememberMe: boolean;
  /** The refresh cookie that came with the request: its session is replaced by the new one. */
  readonly presentedCookie: string | null;
  readonly client: ClientInfo;
}

/** What is absent stays as it is; `avatarUrl: null` removes the picture. */
export interface SettingsChange {
  readonly username?: string | undefined;
  readonly fullName?: string | undefined;
  readonly avatarUrl?: string | null | undefined;
}

export interface AccountService {
  /** Throws USER_EXISTS, OVERLOADED. */
  register(registration: Registration): Promise<User>;
  /** Throws INVALID_CREDENTIALS, ACCOUNT_DISABLED (only after the right password), OVERLOADED. */
  login(input: LoginInput): Promise<IssuedTokens>;
  /** Throws USER_EXISTS. */
  changeSettings(userId: string, change: SettingsChange): Promise<User>;
  /** Ends every other session at once and renews this one. Throws INVALID_CREDENTIALS, SESSION_REVOKED, OVERLOADED. */
  changePassword(input: {
    userId: string;
    sessionId: string;
    currentPassword: string;
    newPassword: string;
  }): Promise<IssuedTokens>;
  /** Ends every session of the user by one write. */
  logoutAll(userId: string): Promise<void>;
}

interface Deps {
  store: Store;
  clock: Clock;
  hasher: PasswordHasher;
  openSession: OpenSession;
  renewSession: RenewSession;
  sessionEnding: SessionEnding;
  onUpgradeFailed: (error: unknown) => void;
}

export function createAccountService(deps: Deps): AccountService {
  return {
    register: (registration) => register(deps, registration),
    login: (input) => login(deps, input),
    changeSettings: (userId, change) => changeSettings(deps, userId, change),
    changePassword: (input) => changePassword(deps, input),
    logoutAll: async (userId) => {
      await updateUser(deps.store.users, userId, (user) => ({ epoch: user.epoch + 1 }), accountIsGone);
    },
  };
}

/** The unique index alone decides whether a name is free: a look before the write would only lose the race. */
async function register(deps: Deps, registration: Registration): Promise<User> {
  const { password, ...profile } = registration;
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
    version: 0,
    createdAt: now,
    updatedAt: now,
    passwordChangedAt: now,
  };
  const result = await deps.store.users.create(user);
  if (result.kind === "taken") throw userExists(result.field);
  return user;
}

function changeSettings(deps: Deps, userId: string, change: SettingsChange): Promise<User> {
  const changed = (user: User): Partial<User> => ({
    username: change.username ?? user.username,
    fullName: change.fullName ?? user.fullName,
    avatarUrl: change.avatarUrl === undefined ? user.avatarUrl : change.avatarUrl,
    updatedAt: deps.clock.now(),
  });
  return updateUser(deps.store.users, userId, changed, accountIsGone);
}

async function login(deps: Deps, input: LoginInput): Promise<IssuedTokens> {
  const user = await findByLogin(deps.store, input);
  // An unknown name costs as much as a wrong password, so the time of the answer tells nothing.
  const fits = await deps.hasher.verify(user?.passwordHash ?? null, input.password);
  if (user === null || !fits) throw new ApiError("INVALID_CREDENTIALS");

  const tokens = await deps.openSession(user, input);
  if (deps.hasher.needsRehash(user.passwordHash)) {
    // The sign-in has succeeded; an upgrade that fails is told to the operator and done at the next one.
    await upgradeHash(deps, user, input.password).catch(deps.onUpgradeFailed);
  }
  if (input.presentedCookie !== null) await deps.sessionEnding.replace(input.presentedCookie);
  return tokens;
}

/** Username and e-mail together must name one account. */
async function findByLogin(store: Store, { username, email }: LoginInput): Promise<User | null> {
  if (username !== null) {
    const user = await store.users.byLogin({ username });
    return email === null || user?.email === email ? user : null;
  }
  return email === null ? null : store.users.byLogin({ email });
}

/** Done once; a lost race means that another login did it, or that the password was changed, which must stand. */
async function upgradeHash(deps: Deps, user: User, password: string): Promise<void> {
  const passwordHash = await deps.hasher.hash(password);
  await deps.store.users.compareAndSet({ ...user, passwordHash, version: user.version + 1 }, user.version);
}

async function changePassword(
  deps: Deps,
  input: { userId: string; sessionId: string; currentPassword: string; newPassword: string },
): Promise<IssuedTokens> {
  const before = (await deps.store.users.byId(input.userId)) ?? accountIsGone();
  const fits = await deps.hasher.verify(before.passwordHash, input.currentPassword);
  if (!fits) throw new ApiError("INVALID_CREDENTIALS");
  const passwordHash = await deps.hasher.hash(input.newPassword);

  const changePasswordOf = (user: User): Partial<User> => {
    // Somebody changed it since it was verified: what was verified is no longer the password.
    if (user.passwordHash !== before.passwordHash) throw new ApiError("INVALID_CREDENTIALS");
    const now = deps.clock.now();
    return { passwordHash, epoch: user.epoch + 1, passwordChangedAt: now, updatedAt: now };
  };
  const user = await updateUser(deps.store.users, input.userId, changePasswordOf, accountIsGone);
  return deps.renewSession(user, input.sessionId);
}

function accountIsGone(): never {
  throw new ApiError("SESSION_REVOKED");
}
