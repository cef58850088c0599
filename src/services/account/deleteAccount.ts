import type { ClientInfo } from "../../http/clientInfo.js";
import type { QueuedJob, User } from "../../stores/Store.js";
import type { AccountDeps } from "./AccountDeps.js";
import { type PasswordProof, provePassword } from "./provePassword.js";

export const ERASE_ACCOUNT = "erase-account";

/** Longer than any request may take: what a sign-in in progress still writes is swept up then. */
const SWEEP_DELAY = 60_000;

/** Deletes the account of who proves to own it. Throws INVALID_CREDENTIALS, RATE_LIMITED. */
export async function deleteAccount(deps: AccountDeps, proof: PasswordProof): Promise<void> {
  const user = await provePassword(deps, "reauth.account", proof);
  await eraseAccount(deps, user._id, () => tell(deps, user, proof.client));
}

/**
 * Deletes the account and everything of it. The user's record goes first, and with it every session, at once; then the
 * rest. A job, written before, does the same again a minute later, so that neither a crash in between nor a request that
 * was under way leaves anything behind.
 */
export async function eraseAccount(
  deps: EraseDeps & Pick<AccountDeps, "jobs">,
  userId: string,
  onDeleted: () => void,
): Promise<void> {
  await deps.jobs.add({ kind: ERASE_ACCOUNT, userId: null, payload: { userId }, delay: SWEEP_DELAY });
  const { kind } = await deps.store.users.delete(userId);
  // Before the rest, which may fail: the account is gone. Of two requests at once the one that deleted it tells.
  if (kind === "deleted") onDeleted();
  await erase(deps, userId);
}

function tell({ audit, background, mailer }: AccountDeps, user: User, client: ClientInfo): void {
  audit.record({ name: "account_deleted", userId: null, sessionId: null, client });
  background.run(() => mailer.enqueue({ kind: "account-deleted", user, client }));
}

/** The job that sweeps up. An account that exists was not deleted after all: the store failed in between. */
export async function eraseLeftovers(deps: EraseDeps, job: QueuedJob): Promise<void> {
  const userId = String(job.payload["userId"]);
  if ((await deps.store.users.byId(userId)) === null) await erase(deps, userId);
}

export type EraseDeps = Pick<AccountDeps, "store" | "audit" | "passwordAttempts">;

async function erase({ store, audit, passwordAttempts }: EraseDeps, userId: string): Promise<void> {
  await audit.settled();
  await Promise.all([
    store.sessions.deleteByUser(userId),
    store.oneTimeTokens.deleteByUser(userId),
    store.queue.deleteByUser(userId),
    store.audit.deleteByUser(userId),
    passwordAttempts.forget(userId),
  ]);
}
