import type { AuthenticationMethod } from "../../../src/stores/Store.js";
import type { NamedUser } from "../records.js";
import { aPasskey, aSecondFactorsRecord } from "../records.js";
import { changeAccount } from "./accounts.js";
import type { TestServer } from "./testServer.js";

/** Puts a second factor straight into the store. No code fits the authenticator app, and no credential the passkey. */
export async function enroll(server: TestServer, { _id }: Pick<NamedUser, "_id">, kind: "totp" | "passkey") {
  await changeAccount(server, _id, { factorsSince: server.clock.now() });
  if (kind === "totp") await server.store.secondFactors.create(aSecondFactorsRecord({ _id }));
  else await server.store.passkeys.create(aPasskey({ userId: _id }));
}

/** Proofs of a session, each with its age in milliseconds. A passkey has verified its user. */
export type ProofAges = Partial<Record<AuthenticationMethod["method"], number>>;

/** Has a session say that it was proved so. */
export async function setProofs(server: TestServer, sessionId: string, ages: ProofAges): Promise<void> {
  const session = await server.store.sessions.get(sessionId);
  if (session === null) throw new Error("There is no such session.");
  const now = server.clock.now();
  const methods = (Object.entries(ages) as [AuthenticationMethod["method"], number][]).map(([method, age]) => ({
    method,
    at: now - age,
    userVerified: method === "passkey",
  }));
  const next = { ...session, methods, version: session.version + 1 };
  const { kind } = await server.store.sessions.compareAndSet(next, session.version);
  if (kind !== "stored") throw new Error("The session was not changed.");
}
