import { apiText } from "../../messages/api/index.js";
import type { AuthenticationMethod, User } from "../../stores/Store.js";
import { ApiError, type ApiFieldError } from "../../utils/ApiError.js";
import { haveFactorsChanged, judgeChange } from "../assurance/index.js";
import { hasPassword } from "../password/index.js";
import type { ReauthLimit } from "../rateLimit/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import { rejectDeletedAccount } from "./accountErrors.js";
import type { AuthenticatedRequest, Reauthentication } from "./Reauthentication.js";

/** A request of a signed-in user to change what protects the account. */
export interface SensitiveRequest extends AuthenticatedRequest {
  /** How the user has proved in this session who they are. */
  readonly methods: readonly AuthenticationMethod[];
  /** The current one; `null` where the request has none. */
  readonly password: string | null;
}

interface ConfirmOptions {
  /** What is said where the password is missing. */
  readonly missing?: ApiFieldError;
  readonly limit?: ReauthLimit;
  /** The user, where the caller has just read it. */
  readonly known?: User;
}

type SensitiveChangesDeps = Pick<AccountDeps, "users" | "clock" | "enrolledFactors"> & {
  readonly reauthentication: Reauthentication;
  /** FRESHNESS, in milliseconds. */
  readonly freshness: number;
};

/** Who may change what protects an account: email address, username, password and factors, and who may delete it. */
export class SensitiveChanges {
  readonly #deps: SensitiveChangesDeps;

  constructor(deps: SensitiveChangesDeps) {
    this.#deps = deps;
  }

  /**
   * Answers the user where {@link judgeChange} allows the change and the password is right. Freshness is asked first: the holder of a
   * stolen session that is not fresh cannot even guess the password.
   * Throws VALIDATION_FAILED that names the field, REAUTHENTICATION_REQUIRED, INVALID_CREDENTIALS, RATE_LIMITED, SESSION_REVOKED,
   * OVERLOADED.
   */
  async confirm(request: SensitiveRequest, { missing = MISSING, limit, known }: ConfirmOptions = {}): Promise<User> {
    const { users, reauthentication } = this.#deps;
    const { password } = request;
    const user = known ?? (await users.byId(request.userId)) ?? rejectDeletedAccount();
    await this.#assertAllowed(user, request, missing);
    if (!hasPassword(user) || password === null) return user;
    return reauthentication.reauthenticate({ ...request, password }, { known: user, ...(limit && { limit }) });
  }

  /**
   * For the record that is replaced: a change that was allowed before the factors of the account changed is not written after that.
   * Nobody asked for the new factor, and its owner would not expect the change. Throws REAUTHENTICATION_REQUIRED.
   */
  assertSameFactors(current: User, confirmed: User): void {
    if (haveFactorsChanged(current, confirmed)) this.#rejectStale(2);
  }

  async #assertAllowed(user: User, { methods, password }: SensitiveRequest, missing: ApiFieldError): Promise<void> {
    const { clock, enrolledFactors, freshness: maxAge } = this.#deps;
    const enrolled = await enrolledFactors.ofUser(user);
    const isPasswordGiven = password !== null;
    const facts = { methods, enrolled, hasPassword: hasPassword(user), isPasswordGiven };
    const verdict = judgeChange({ ...facts, maxAge, now: clock.now() });
    if (verdict.kind === "ask-password") throw new ApiError("VALIDATION_FAILED", { errors: [missing] });
    if (verdict.kind === "reauthenticate") this.#rejectStale(verdict.level);
  }

  #rejectStale(level: 1 | 2): never {
    throw new ApiError("REAUTHENTICATION_REQUIRED", { stepUp: { level, maxAge: this.#deps.freshness } });
  }
}

const MISSING: ApiFieldError = { path: "password", ...apiText("password.empty") };
