import type { User } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import type { AccountDeps } from "./AccountDeps.js";
import type { OpenedLink } from "./OpenedLink.js";

type LinkPasswordDeps = Pick<AccountDeps, "audit" | "hasher" | "limits" | "passwordAttempts" | "trustedDevices">;

/** Asking who opens a link for the password of its account. */
export class LinkPassword {
  readonly #deps: LinkPasswordDeps;

  constructor(deps: LinkPasswordDeps) {
    this.#deps = deps;
  }

  /**
   * An attempt counts as a sign-in with the address of the account, by the same limits: the holder of a link must not guess the
   * password without limit. It is counted before the password is verified.
   * Throws INVALID_CREDENTIALS, RATE_LIMITED, OVERLOADED.
   */
  async verify(user: User, password: string, { presentedDevice, client }: OpenedLink): Promise<void> {
    const { audit, hasher, limits, passwordAttempts, trustedDevices } = this.#deps;
    const device = trustedDevices.find(presentedDevice, user);
    const attempt = await passwordAttempts.begin({ account: device === null ? user.email : user._id, device });
    if (device === null) await limits.consume("login.global", "all");
    const requester = { lane: device === null ? "ordinary" : "priority", ip: client.ip } as const;
    if (await hasher.verify(user.passwordHash, password, requester)) return attempt.succeeded();
    audit.record({ name: "password_refused", userId: user._id, sessionId: null, client });
    throw new ApiError("INVALID_CREDENTIALS");
  }
}
