import { compareAndSetLoop } from "../../stores/compareAndSetLoop.js";
import type { Passkey } from "../../stores/Store.js";
import { ApiError } from "../../utils/ApiError.js";
import { type PasskeyView, passkeyView } from "../factors/index.js";
import type { IssuedTokens } from "../session/index.js";
import type { AccountDeps } from "./AccountDeps.js";
import type { FactorChanges } from "./FactorChanges.js";
import type { LastMethod } from "./LastMethod.js";
import type { AuthenticatedRequest } from "./Reauthentication.js";
import type { SensitiveChanges, SensitiveRequest } from "./SensitiveChanges.js";

type PasskeyManagementDeps = Pick<
  AccountDeps,
  "store" | "background" | "audit" | "mailer" | "limits" | "recoveryCodes"
> & {
  readonly sensitiveChanges: SensitiveChanges;
  readonly factorChanges: FactorChanges;
  readonly lastMethod: LastMethod;
};

interface PasskeyOf {
  readonly userId: string;
  readonly id: string;
}

/** The passkeys that a user has: their list, their names, and removing one. */
export class PasskeyManagement {
  readonly #deps: PasskeyManagementDeps;

  constructor(deps: PasskeyManagementDeps) {
    this.#deps = deps;
  }

  /** Oldest first. */
  async list(userId: string): Promise<PasskeyView[]> {
    return (await this.#deps.store.passkeys.listByUser(userId)).map(passkeyView);
  }

  /** Throws NOT_FOUND, RATE_LIMITED. */
  async rename(request: AuthenticatedRequest, id: string, name: string): Promise<PasskeyView> {
    const { store, audit, limits } = this.#deps;
    const { userId, sessionId, client } = request;
    await limits.consume("passkeys.account", userId);
    const renamed = await compareAndSetLoop(async () => {
      const passkey = await this.#find({ userId, id });
      const next: Passkey = { ...passkey, name, version: passkey.version + 1 };
      const { kind } = await store.passkeys.compareAndSet(next, passkey.version);
      return kind === "stored" ? next : undefined;
    });
    audit.record({ name: "passkey_renamed", userId, sessionId, client, detail: { name } });
    return passkeyView(renamed);
  }

  /**
   * Removes a passkey, and ends what it has opened, with every other session of the user. This session is renewed.
   * Throws NOT_FOUND, LAST_METHOD, RATE_LIMITED, and as {@link SensitiveChanges.confirm} does.
   */
  async remove(request: SensitiveRequest, id: string): Promise<IssuedTokens> {
    const { store, audit, background, mailer, limits, lastMethod, sensitiveChanges, factorChanges, recoveryCodes } =
      this.#deps;
    const { userId, sessionId, client } = request;
    await limits.consume("passkeys.account", userId);
    const user = await sensitiveChanges.confirm(request);
    const passkey = await this.#find({ userId, id });
    const { name } = passkey;
    await lastMethod.remove(user, {
      remove: () => store.passkeys.delete({ id, userId }),
      putBack: () => store.passkeys.create(passkey),
    });
    await recoveryCodes.endWithoutFactor(userId);
    audit.record({ name: "passkey_removed", userId, sessionId, client, detail: { name } });
    const notice = background.run(() => mailer.enqueue({ kind: "passkey-removed", user, client }));
    const tokens = await factorChanges.finish({ userId, sessionId, method: null });
    // Awaited, so that no crash after the answer can lose the email.
    await notice;
    return tokens;
  }

  /** Somebody else's passkey does not exist. Throws NOT_FOUND. */
  async #find({ userId, id }: PasskeyOf): Promise<Passkey> {
    const passkey = await this.#deps.store.passkeys.get(id);
    if (passkey === null || passkey.userId !== userId) throw new ApiError("NOT_FOUND");
    return passkey;
  }
}
