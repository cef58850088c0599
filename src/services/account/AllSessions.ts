import type { ClientInfo } from "../../http/clientInfo.js";
import type { AccountDeps } from "./AccountDeps.js";
import { endEpoch, updateUser } from "./updateUser.js";

type AllSessionsDeps = Pick<AccountDeps, "users" | "clock" | "audit">;

interface RevokeAllInput {
  readonly userId: string;
  /** The session that asks for it, if one does. */
  readonly sessionId: string | null;
  readonly client: ClientInfo;
}

/** Signing a user out everywhere. */
export class AllSessions {
  readonly #deps: AllSessionsDeps;

  constructor(deps: AllSessionsDeps) {
    this.#deps = deps;
  }

  /** Ends every session of the user with one write. Throws what `onMissing` throws, by default SESSION_REVOKED. */
  async revoke(input: RevokeAllInput, onMissing?: () => never): Promise<void> {
    const { users, clock, audit } = this.#deps;
    await updateUser(users, input.userId, (user) => endEpoch(user, "logout-all", clock.now()), onMissing);
    audit.record({ name: "signed_out_everywhere", ...input });
  }
}
