import type { ClientInfo } from "../../http/clientInfo.js";
import { compareAndSetLoop } from "../../stores/compareAndSetLoop.js";
import type { QueuedJob, User } from "../../stores/Store.js";
import type { AccountDeps } from "./AccountDeps.js";
import type { SensitiveChanges, SensitiveRequest } from "./SensitiveChanges.js";

export const ERASE_ACCOUNT = "erase-account";

/** Longer than any request may take: it deletes what a sign-in in progress still wrote. */
const SECOND_PASS_DELAY = 60_000;

type ErasureDeps = Pick<AccountDeps, "store" | "audit" | "passwordAttempts" | "factorAttempts">;

type AccountDeletionDeps = ErasureDeps &
  Pick<AccountDeps, "background" | "mailer" | "jobs"> & { readonly sensitiveChanges: SensitiveChanges };

/** Deleting accounts, by their owner or by an operator. */
export class AccountDeletion {
  readonly #deps: AccountDeletionDeps;

  constructor(deps: AccountDeletionDeps) {
    this.#deps = deps;
  }

  /** Deletes the account of the user who asks, and emails them. Throws as {@link SensitiveChanges.confirm} does. */
  async deleteOwn(request: SensitiveRequest): Promise<void> {
    const { audit, background, mailer, sensitiveChanges } = this.#deps;
    const { client } = request;
    const user = await sensitiveChanges.confirm(request);
    await this.delete(user._id, () => {
      // For the app alone: an event without an account is not stored, and the log leaves details out.
      const detail = { userId: user._id };
      audit.record({ name: "account_deleted", userId: null, sessionId: null, client, detail });
      background.run(() => mailer.enqueue({ kind: "account-deleted", user, client }));
    });
  }

  /**
   * Deletes the account and all its data. The user's record goes first, and with it every session at once; then the rest. A
   * job, written before, does the same again a minute later, so that neither a crash in between nor a request in progress
   * leaves anything behind.
   *
   * @param onDeleted called by one of several concurrent requests: the one that deleted the record
   */
  async delete(userId: string, onDeleted: () => void): Promise<void> {
    const { store } = this.#deps;
    await this.#addSecondPass(userId);
    const { kind } = await store.users.delete(userId);
    // Before the rest, which may fail: the account is deleted.
    if (kind === "deleted") onDeleted();
    await eraseData(this.#deps, userId);
  }

  /**
   * The same for an account whose address was never verified, as the owner of the mailbox wants it: only while it still has this
   * address, unverified. Answers whether it was deleted; of concurrent requests one gets `true`. The record and its state are one
   * condition of the deletion, so a verification at the same moment either comes first and saves the account, or finds none.
   */
  async deleteUnverified({ _id: userId, email }: User, client: ClientInfo): Promise<boolean> {
    const { store, audit } = this.#deps;
    const isDeleted = await compareAndSetLoop(async () => {
      const user = await store.users.byId(userId);
      if (user === null || user.email !== email || user.emailVerifiedAt !== null) return false;
      await this.#addSecondPass(userId);
      const { kind } = await store.users.delete(userId, user.version);
      return kind === "deleted" ? true : undefined;
    });
    if (!isDeleted) return false;
    const detail = { userId, reason: "not-me" };
    audit.record({ name: "account_deleted", userId: null, sessionId: null, client, detail });
    await eraseData(this.#deps, userId);
    return true;
  }

  async #addSecondPass(userId: string): Promise<void> {
    const { jobs } = this.#deps;
    await jobs.add({ kind: ERASE_ACCOUNT, userId: null, payload: { userId }, delay: SECOND_PASS_DELAY });
  }
}

/** The job that deletes again. An account that still exists was not deleted: the store failed before that. */
export async function eraseLeftovers(deps: ErasureDeps, job: QueuedJob): Promise<void> {
  const userId = String(job.payload["userId"]);
  if ((await deps.store.users.byId(userId)) === null) await eraseData(deps, userId);
}

async function eraseData(
  { store, audit, passwordAttempts, factorAttempts }: ErasureDeps,
  userId: string,
): Promise<void> {
  await audit.settled();
  await Promise.all([
    store.sessions.deleteByUser(userId),
    store.oneTimeTokens.deleteByUser(userId),
    store.secondFactors.delete(userId),
    store.passkeys.deleteByUser(userId),
    store.identities.deleteByUser(userId),
    store.emailCodes.delete(userId),
    store.queue.deleteByUser(userId),
    store.audit.deleteByUser(userId),
    passwordAttempts.forget(userId),
    factorAttempts.forget(userId),
  ]);
}
