import type { Session, Store, User } from "../../../src/stores/Store.js";
import {
  aJob,
  anAddition,
  anAuditEvent,
  anEmailCodesRecord,
  anIdentity,
  aOneTimeToken,
  aPasskey,
  aSecondFactorsRecord,
  aSession,
  aSigningKey,
  aUser,
} from "../records.js";

/** A write to each table, each of which would change something. `user` and `session` are in the store. */
export function everyWrite({ store, user, session }: { store: Store; user: User; session: Session }) {
  return [
    () => store.users.create(aUser()),
    () => store.users.createMany([aUser(), aUser()]),
    () => store.users.compareAndSet({ ...user, version: 1 }, 0),
    () => store.users.delete(user._id),
    () => store.sessions.create(aSession()),
    () => store.sessions.compareAndSet({ ...session, version: 1 }, 0),
    () => store.sessions.deleteByUser(session.userId),
    () => store.oneTimeTokens.put(aOneTimeToken()),
    () => store.audit.append(anAuditEvent()),
    () => store.queue.add(aJob()),
    () => store.rateLimits.add(anAddition()),
    () => store.signingKeys.create(aSigningKey()),
    () => store.secondFactors.create(aSecondFactorsRecord()),
    () => store.passkeys.create(aPasskey()),
    () => store.identities.create(anIdentity()),
    () => store.emailCodes.create(anEmailCodesRecord()),
    () => store.ping(),
  ];
}
