import { apiText } from "../../messages/api/index.js";
import type { AuthenticationMethod, User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { hasFactor, isFresh } from "../assurance/index.js";
import { isDummyHash } from "../password/index.js";
import type { ReauthLimit } from "../rateLimit/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { rejectDeletedAccount } from "./accountErrors.js";
import type { AuthenticatedRequest, Reauthentication } from "./Reauthentication.js";

/** A request of a signed-in user to change what protects the account. */
export interface SensitiveRequest extends AuthenticatedRequest {
  /** How the user has proved in this session who they are. */
  readonly methods: readonly AuthenticationMethod[];
  readonly password: string | null;
}

type SensitiveChangesDeps = Pick<AccountDeps, "users" | "clock" | "enrolledFactors"> & {
  readonly reauthentication: Reauthentication;
  /** FRESHNESS, in milliseconds. */
  readonly freshness: number;
};

/** Who may change what protects an account. */
export class SensitiveChanges {
  readonly #deps: SensitiveChangesDeps;

  constructor(deps: SensitiveChangesDeps) {
    this.#deps = deps;
  }

  /**
   * Takes the password where the account has one, so that a stolen session alone changes nothing, however fresh. Where the account has a
   * factor, or no password, it also takes a session that is fresh at the highest level that the account can reach, so that a stolen
   * session and the password do not walk past the factor.
   * Throws VALIDATION_FAILED that names the field, REAUTHENTICATION_REQUIRED, INVALID_CREDENTIALS, RATE_LIMITED, OVERLOADED.
   */
  async confirm(
    request: SensitiveRequest,
    { field = "password", limit = "reauth.account" }: { field?: string; limit?: ReauthLimit } = {},
  ): Promise<User> {
    const { users, reauthentication } = this.#deps;
    const { password, methods } = request;
    const user = (await users.byId(request.userId)) ?? rejectDeletedAccount();
    const hasPassword = !isDummyHash(user.passwordHash);
    if (hasPassword && password === null) {
      throw new ApiError("VALIDATION_FAILED", { errors: [{ path: field, ...apiText("password.empty") }] });
    }
    await this.#assertFresh(user, methods, hasPassword);
    if (!hasPassword || password === null) return user;
    return reauthentication.reauthenticate({ ...request, password }, { limit, known: user });
  }

  async #assertFresh(user: User, methods: readonly AuthenticationMethod[], hasPassword: boolean): Promise<void> {
    const { clock, enrolledFactors, freshness: maxAge } = this.#deps;
    const isEnrolled = user.factorsSince !== null && hasFactor(await enrolledFactors.of(user._id));
    if (hasPassword && !isEnrolled) return;
    const level = isEnrolled ? 2 : 1;
    if (isFresh(methods, { level, maxAge, now: clock.now() })) return;
    throw new ApiError("REAUTHENTICATION_REQUIRED", { stepUp: { level, maxAge } });
  }
}
