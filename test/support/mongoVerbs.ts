import type { Store } from "../../src/stores/Store.js";
import { anAuditEvent, aOneTimeToken, aSession, aUser, NOW } from "../contract/records.js";

/** One call of every verb of the ports, apart from `open` and `close`. */
export const mongoVerbs: Readonly<Record<string, (store: Store) => Promise<unknown>>> = {
  ping: (store) => store.ping(),
  authState: (store) => store.authState("id", "user"),
  "users.create": (store) => store.users.create(aUser()),
  "users.byId": (store) => store.users.byId("id"),
  "users.byLogin": (store) => store.users.byLogin({ username: "ada" }),
  "users.compareAndSet": (store) => store.users.compareAndSet(aUser({ version: 1 }), 0),
  "users.delete": (store) => store.users.delete("id"),
  "sessions.create": (store) => store.sessions.create(aSession()),
  "sessions.get": (store) => store.sessions.get("id"),
  "sessions.compareAndSet": (store) => store.sessions.compareAndSet(aSession({ version: 1 }), 0),
  "sessions.listByUser": (store) => store.sessions.listByUser({ userId: "id", epoch: 0, now: NOW, limit: 1 }),
  "sessions.deleteExpired": (store) => store.sessions.deleteExpired(NOW, 1),
  "oneTimeTokens.put": (store) => store.oneTimeTokens.put(aOneTimeToken()),
  "oneTimeTokens.take": (store) => store.oneTimeTokens.take({ hash: "x", purpose: "verify-email", now: NOW }),
  "audit.append": (store) => store.audit.append(anAuditEvent()),
  "audit.listByUser": (store) => store.audit.listByUser({ userId: "id", limit: 1 }),
};
