import type { Store } from "../../../src/stores/Store.js";
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
  NOW,
} from "../records.js";

type Port =
  | "users"
  | "sessions"
  | "oneTimeTokens"
  | "audit"
  | "queue"
  | "rateLimits"
  | "signingKeys"
  | "secondFactors"
  | "passkeys"
  | "identities"
  | "emailCodes";
type Verb =
  | { [P in Port]: `${P}.${Extract<keyof Store[P], string>}` }[Port]
  | Exclude<keyof Store, Port | "open" | "close">;

const id = "none";
const token = { hash: "none", purpose: "verify-email", now: NOW } as const;
const page = { userId: id, before: null, limit: 10 };

/** One call of every verb of the ports, apart from `open` and `close`. The compiler misses the verb that is not here. */
export const everyVerb: Readonly<Record<Verb, (store: Store) => Promise<unknown>>> = {
  ping: (store) => store.ping(),
  authState: (store) => store.authState(id, id),
  "users.create": (store) => store.users.create(aUser()),
  "users.createMany": (store) => store.users.createMany([aUser()]),
  "users.findTaken": (store) => store.users.findTaken({ usernames: ["ada"], emails: ["ada@example.com"] }),
  "users.byId": (store) => store.users.byId(id),
  "users.byLogin": (store) => store.users.byLogin({ username: "ada" }),
  "users.compareAndSet": (store) => store.users.compareAndSet(aUser({ version: 1 }), 0),
  "users.delete": (store) => store.users.delete(id),
  "users.list": (store) => store.users.list({ by: "_id", prefix: "", after: null, limit: 10 }),
  "users.nextLegacyHash": (store) => store.users.nextLegacyHash(""),
  "sessions.create": (store) => store.sessions.create(aSession()),
  "sessions.get": (store) => store.sessions.get(id),
  "sessions.compareAndSet": (store) => store.sessions.compareAndSet(aSession({ version: 1 }), 0),
  "sessions.listByUser": (store) => store.sessions.listByUser({ userId: id, epoch: 0, now: NOW, limit: 10 }),
  "sessions.listAllByUser": (store) => store.sessions.listAllByUser(page),
  "sessions.listExpired": (store) => store.sessions.listExpired(NOW, 10),
  "sessions.deleteExpired": (store) => store.sessions.deleteExpired([id], NOW),
  "sessions.deleteByUser": (store) => store.sessions.deleteByUser(id),
  "oneTimeTokens.put": (store) => store.oneTimeTokens.put(aOneTimeToken()),
  "oneTimeTokens.take": (store) => store.oneTimeTokens.take(token),
  "oneTimeTokens.find": (store) => store.oneTimeTokens.find(token),
  "oneTimeTokens.listByUser": (store) => store.oneTimeTokens.listByUser(id),
  "oneTimeTokens.deleteExpired": (store) => store.oneTimeTokens.deleteExpired(NOW, 10),
  "oneTimeTokens.deleteByUser": (store) => store.oneTimeTokens.deleteByUser(id),
  "audit.append": (store) => store.audit.append(anAuditEvent()),
  "audit.list": (store) => store.audit.list({ before: null, limit: 10 }),
  "audit.listByUser": (store) => store.audit.listByUser(page),
  "audit.deleteBefore": (store) => store.audit.deleteBefore(NOW, 10),
  "audit.trimByUser": (store) => store.audit.trimByUser({ userId: id, max: 10, limit: 10, ranks: {} }),
  "audit.deleteByUser": (store) => store.audit.deleteByUser(id),
  "queue.add": (store) => store.queue.add(aJob()),
  "queue.claim": (store) => store.queue.claim({ now: NOW, leaseUntil: NOW + 1 }),
  "queue.postpone": (store) => store.queue.postpone({ _id: id, attempts: 1, dueAt: NOW }),
  "queue.remove": (store) => store.queue.remove({ _id: id, attempts: 1 }),
  "queue.listByUser": (store) => store.queue.listByUser(id),
  "queue.deleteByUser": (store) => store.queue.deleteByUser(id),
  "rateLimits.add": (store) => store.rateLimits.add(anAddition()),
  "rateLimits.set": (store) => store.rateLimits.set({ key: id, points: 1, expiresAt: NOW }),
  "rateLimits.get": (store) => store.rateLimits.get({ key: id, now: NOW }),
  "rateLimits.delete": (store) => store.rateLimits.delete(id),
  "rateLimits.deleteExpired": (store) => store.rateLimits.deleteExpired(NOW, 10),
  "signingKeys.list": (store) => store.signingKeys.list(),
  "signingKeys.create": (store) => store.signingKeys.create(aSigningKey()),
  "signingKeys.compareAndSet": (store) => store.signingKeys.compareAndSet(aSigningKey({ version: 1 }), 0),
  "signingKeys.delete": (store) => store.signingKeys.delete(id),
  "secondFactors.get": (store) => store.secondFactors.get(id),
  "secondFactors.create": (store) => store.secondFactors.create(aSecondFactorsRecord()),
  "secondFactors.compareAndSet": (store) => store.secondFactors.compareAndSet(aSecondFactorsRecord({ version: 1 }), 0),
  "secondFactors.delete": (store) => store.secondFactors.delete(id),
  "passkeys.get": (store) => store.passkeys.get(id),
  "passkeys.create": (store) => store.passkeys.create(aPasskey()),
  "passkeys.compareAndSet": (store) => store.passkeys.compareAndSet(aPasskey({ version: 1 }), 0),
  "passkeys.delete": (store) => store.passkeys.delete({ id, userId: id }),
  "passkeys.listByUser": (store) => store.passkeys.listByUser(id),
  "passkeys.listCreated": (store) => store.passkeys.listCreated({ from: 0, before: NOW, limit: 10 }),
  "passkeys.deleteByUser": (store) => store.passkeys.deleteByUser(id),
  "identities.get": (store) => store.identities.get(id),
  "identities.create": (store) => store.identities.create(anIdentity()),
  "identities.compareAndSet": (store) => store.identities.compareAndSet(anIdentity({ version: 1 }), 0),
  "identities.delete": (store) => store.identities.delete({ id, userId: id }),
  "identities.listByUser": (store) => store.identities.listByUser(id),
  "identities.listCreated": (store) => store.identities.listCreated({ from: 0, before: NOW, limit: 10 }),
  "identities.deleteByUser": (store) => store.identities.deleteByUser(id),
  "emailCodes.get": (store) => store.emailCodes.get(id),
  "emailCodes.create": (store) => store.emailCodes.create(anEmailCodesRecord()),
  "emailCodes.compareAndSet": (store) => store.emailCodes.compareAndSet(anEmailCodesRecord({ version: 1 }), 0),
  "emailCodes.delete": (store) => store.emailCodes.delete(id),
  "emailCodes.deleteExpired": (store) => store.emailCodes.deleteExpired(NOW, 10),
};
