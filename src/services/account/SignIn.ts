import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { NOBODY } from "../../utils/ids.js";
import { type Enrolled, passwordVerified } from "../assurance/index.js";
import type { KnownDevice, PasswordAttempt } from "../rateLimit/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import type { SessionOpening, SignInRequest, SignInResult } from "./SessionOpening.js";

interface SignInInput extends SignInRequest {
  readonly username: string | null;
  readonly email: string | null;
  readonly password: string;
}

type SignInDeps = Pick<
  AccountDeps,
  | "store"
  | "clock"
  | "audit"
  | "hasher"
  | "limits"
  | "passwordAttempts"
  | "trustedDevices"
  | "enrolledFactors"
  | "events"
> & { readonly sessionOpening: SessionOpening };

/** Signing in with a password. */
export class SignIn {
  readonly #deps: SignInDeps;

  constructor(deps: SignInDeps) {
    this.#deps = deps;
  }

  /**
   * Signs a user in. The attempt is counted before the password is verified: of many guesses sent at once, no more than the
   * limit are evaluated.
   *
   * Every step up to the answer takes the same time whether or not the account exists (no enumeration of accounts): one read,
   * the same counters, one place in the same hashing lane, and a full verification, for an unknown user of a dummy hash.
   * Throws INVALID_CREDENTIALS, RATE_LIMITED, OVERLOADED; only after the right password ACCOUNT_DISABLED,
   * EMAIL_NOT_VERIFIED, SECOND_FACTOR_REQUIRED, ENROLMENT_REQUIRED and REFUSED_BY_APP.
   */
  async login(input: SignInInput): Promise<SignInResult> {
    try {
      return await this.#verifyAndOpen(input);
    } catch (error) {
      this.#deps.events.emit("login.failed", { error });
      throw error;
    }
  }

  async #verifyAndOpen(input: SignInInput): Promise<SignInResult> {
    const { audit, hasher, limits, trustedDevices, enrolledFactors, events } = this.#deps;
    const { client } = input;
    const user = await this.#findByLogin(input);
    const device = user === null ? null : trustedDevices.find(input.presentedDevice, user);
    const attempts = await this.#beginAttempts(input, user, device);
    // The last of all limits: only a request that will cost a hash uses up what everybody shares.
    if (device === null) await limits.consume("login.global", "all");
    const requester = { lane: device === null ? "ordinary" : "priority", ip: client.ip } as const;
    // Read while the password is hashed: they cost no time, and a wrong password says nothing about them.
    const [fits, known] = await Promise.all([
      hasher.verify(user?.passwordHash ?? null, input.password, requester),
      enrolledFactors.of(user?._id ?? NOBODY),
    ]);
    if (user === null || !fits) {
      const detail = { code: "INVALID_CREDENTIALS" };
      audit.record({ name: "sign_in_failed", userId: user?._id ?? null, sessionId: null, client, detail });
      throw new ApiError("INVALID_CREDENTIALS");
    }
    const result = await this.#openSession(user, known, input, attempts);
    if (hasher.needsRehash(user.passwordHash)) {
      // The user is signed in. A failed upgrade is logged for the operator, and the next sign-in tries it again.
      await this.#upgradeHash(user, input).catch((error: unknown) => events.emit("hash.upgradeFailed", { error }));
    }
    return result;
  }

  /** A username and an email address together must name one account. */
  async #findByLogin({ username, email }: SignInInput): Promise<User | null> {
    const { users } = this.#deps.store;
    if (username !== null) {
      const user = await users.byLogin({ username });
      return email === null || user?.email === email ? user : null;
    }
    return email === null ? null : users.byLogin({ email });
  }

  /**
   * A known device is counted by its account. Everybody else is counted by each name in the request, whether or not an account
   * has it. A count by account would show which username and which address belong together: locking one would lock the other.
   */
  async #beginAttempts(input: SignInInput, user: User | null, device: KnownDevice | null) {
    const { passwordAttempts } = this.#deps;
    if (user !== null && device !== null) return [await passwordAttempts.begin({ account: user._id, device })];
    const attempts: PasswordAttempt[] = [];
    for (const account of [input.username, input.email]) {
      if (account !== null) attempts.push(await passwordAttempts.begin({ account, device: null }));
    }
    return attempts;
  }

  /** The password was right, so its attempts no longer count, unless the app refuses the sign-in: that counts like a wrong one. */
  async #openSession(
    user: User,
    known: Enrolled,
    input: SignInInput,
    attempts: readonly PasswordAttempt[],
  ): Promise<SignInResult> {
    const evidence = passwordVerified(this.#deps.clock.now());
    const opening = this.#deps.sessionOpening.open(user, { evidence, known }, input);
    const isRefused = await opening.then(() => false, isRefusedByApp);
    if (!isRefused) await Promise.all(attempts.map((attempt) => attempt.succeeded()));
    return opening;
  }

  /** One write. A lost race means that another sign-in did it, or that the password was changed, which must stay. */
  async #upgradeHash(user: User, { password, client }: SignInInput): Promise<void> {
    const passwordHash = await this.#deps.hasher.hash(password, { lane: "priority", ip: client.ip });
    await this.#deps.store.users.compareAndSet({ ...user, passwordHash, version: user.version + 1 }, user.version);
  }
}

function isRefusedByApp(error: unknown): boolean {
  return error instanceof ApiError && error.code === "REFUSED_BY_APP";
}
