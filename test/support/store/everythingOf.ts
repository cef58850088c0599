import type { Store } from "../../../src/stores/Store.js";

/** All that any port of a store holds of an account. */
export async function everythingOf(store: Store, userId: string) {
  const all = { userId, before: null, limit: 1000 };
  return {
    user: await store.users.byId(userId),
    sessions: await store.sessions.listAllByUser(all),
    oneTimeTokens: await store.oneTimeTokens.listByUser(userId),
    secondFactors: await store.secondFactors.get(userId),
    passkeys: await store.passkeys.listByUser(userId),
    identities: await store.identities.listByUser(userId),
    emailCodes: await store.emailCodes.get(userId),
    jobs: await store.queue.listByUser(userId),
    events: await store.audit.listByUser(all),
  };
}

/** What that is when nothing is left. */
export const NOTHING = {
  user: null,
  sessions: [],
  oneTimeTokens: [],
  secondFactors: null,
  passkeys: [],
  identities: [],
  emailCodes: null,
  jobs: [],
  events: [],
};
