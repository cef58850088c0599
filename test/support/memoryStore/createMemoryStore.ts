import type { Store } from "../../../src/stores/Store.js";
import { StoreUnavailableError } from "../../../src/stores/StoreUnavailableError.js";
import { createAuditStore } from "./auditStore.js";
import { createIdentityStore, createPasskeyStore } from "./credentialStore.js";
import { createEmailCodeStore } from "./emailCodeStore.js";
import { createJobQueue } from "./jobQueue.js";
import { createOneTimeTokenStore } from "./oneTimeTokenStore.js";
import { createRateLimitStore } from "./rateLimitStore.js";
import { createSecondFactorStore } from "./secondFactorStore.js";
import { createSessionStore } from "./sessionStore.js";
import { createSigningKeyStore } from "./signingKeyStore.js";
import { createUserStore } from "./userStore.js";

/**
 * A store that lives as long as the process: the reference model of the ports, and the store of fast tests.
 * Each verb does its work before it first yields, so it is atomic.
 */
export function createMemoryStore(): Store {
  let isOpen = false;
  function assertOpen(): void {
    if (!isOpen) throw new StoreUnavailableError("The store is not open.");
  }
  const users = createUserStore(assertOpen);
  const sessions = createSessionStore(assertOpen);

  return {
    users,
    sessions,
    oneTimeTokens: createOneTimeTokenStore(assertOpen),
    audit: createAuditStore(assertOpen),
    queue: createJobQueue(assertOpen),
    rateLimits: createRateLimitStore(assertOpen),
    signingKeys: createSigningKeyStore(assertOpen),
    secondFactors: createSecondFactorStore(assertOpen),
    passkeys: createPasskeyStore(assertOpen),
    identities: createIdentityStore(assertOpen),
    emailCodes: createEmailCodeStore(assertOpen),
    async open() {
      isOpen = true;
    },
    async authState(sessionId) {
      const session = sessions.find(sessionId);
      return session === null ? null : { session, user: users.find(session.userId) };
    },
    async ping() {
      assertOpen();
    },
    async close() {
      isOpen = false;
    },
  };
}
