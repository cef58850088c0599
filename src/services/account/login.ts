import type { ClientInfo } from "../../http/clientInfo.js";
import type { Store, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { KnownDevice, PasswordAttempt } from "../rateLimit/index.js";
import type { IssuedTokens } from "../session/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { warnOfNewDevice } from "./warnOfNewDevice.js";

export interface LoginInput {
  readonly username: string | null;
  readonly email: string | null;
  readonly password: string;
  readonly rememberMe: boolean;
  /** The refresh cookie that came with the request: its session is replaced by the new one. */
  readonly presentedCookie: string | null;
  /** The device cookie: a client that signed in before has a budget of its own. */
  readonly presentedDevice: string | null;
  readonly client: ClientInfo;
}

export interface SignedIn {
  readonly tokens: IssuedTokens;
  /** Marks the client as one that signed in before. */
  readonly deviceToken: string;
}

/**
 * Signs a user in. The attempt counts before the password is judged, so that of many guesses sent at once no more than the
 * limit is ever evaluated; an account that does not exist is treated alike in every step.
 */
export async function login(deps: AccountDeps, input: LoginInput): Promise<SignedIn> {
  const user = await findByLogin(deps.store, input);
  const device = user === null ? null : deps.devices.deviceOf(input.presentedDevice, user);
  const attempts = await beginAttempts(deps, input, user, device);
  // Last of all limits: only what will cost a hash uses up what everybody shares.
  if (device === null) await deps.limits.consume("login.global", "all");
  // An unknown name costs as much as a wrong password and waits in the same lane, so the time of the answer shows nothing.
  const lane = device === null ? "ordinary" : "priority";
  const requester = { lane, ip: input.client.ip } as const;
  const fits = await deps.hasher.verify(user?.passwordHash ?? null, input.password, requester);
  if (user === null || !fits) {
    noteFailure(deps, user?._id ?? null, input.client, "INVALID_CREDENTIALS");
    throw new ApiError("INVALID_CREDENTIALS");
  }
  const opening = openSession(deps, user, input);
  const [tokens] = await Promise.all([opening, ...attempts.map((attempt) => attempt.succeeded())]);
  noteSignIn(deps, user, input, tokens, device !== null);
  if (deps.hasher.needsRehash(user.passwordHash)) {
    // The sign-in has succeeded; an upgrade that fails is told to the operator and done at the next one.
    await upgradeHash(deps, user, input).catch(deps.onUpgradeFailed);
  }
  if (input.presentedCookie !== null) await deps.sessionEnding.replace(input.presentedCookie, input.client);
  return { tokens, deviceToken: deps.devices.remember(user, input.presentedDevice) };
}

/**
 * A known device is counted by its account. Everybody else is counted by each name that was presented, whether or not an account
 * has it: a count by account would show which username and which address belong together, since one would be locked with the other.
 */
async function beginAttempts(deps: AccountDeps, input: LoginInput, user: User | null, device: KnownDevice | null) {
  if (user !== null && device !== null) return [await deps.passwordAttempts.begin({ account: user._id, device })];
  const attempts: PasswordAttempt[] = [];
  for (const account of [input.username, input.email]) {
    if (account !== null) attempts.push(await deps.passwordAttempts.begin({ account, device: null }));
  }
  return attempts;
}

/** Username and e-mail together must name one account. */
async function findByLogin(store: Store, { username, email }: LoginInput): Promise<User | null> {
  if (username !== null) {
    const user = await store.users.byLogin({ username });
    return email === null || user?.email === email ? user : null;
  }
  return email === null ? null : store.users.byLogin({ email });
}

/** The password was right; the account may be refused all the same. */
async function openSession(deps: AccountDeps, user: User, input: LoginInput): Promise<IssuedTokens> {
  try {
    return await deps.openSession(user, input);
  } catch (error) {
    if (error instanceof ApiError) noteFailure(deps, user._id, input.client, error.code);
    throw error;
  }
}

function noteFailure(deps: AccountDeps, userId: string | null, client: ClientInfo, code: string): void {
  deps.audit.record({ name: "sign_in_failed", userId, sessionId: null, client, detail: { code } });
}

function noteSignIn(deps: AccountDeps, user: User, input: LoginInput, tokens: IssuedTokens, knownDevice: boolean) {
  const { client } = input;
  deps.audit.record({
    name: "signed_in",
    userId: user._id,
    sessionId: tokens.sessionId,
    client,
    detail: { knownDevice },
  });
  deps.background.run(async () => {
    // The note is written in a later turn of the event loop. SQLite reads within its turn, and the answer is not out yet.
    await deps.audit.settled();
    await warnOfNewDevice(deps, { user, sessionId: tokens.sessionId, client, knownDevice });
  });
}

/** Done once; a lost race means that another login did it, or that the password was changed, which must stand. */
async function upgradeHash(deps: AccountDeps, user: User, { password, client }: LoginInput): Promise<void> {
  const passwordHash = await deps.hasher.hash(password, { lane: "priority", ip: client.ip });
  await deps.store.users.compareAndSet({ ...user, passwordHash, version: user.version + 1 }, user.version);
}
