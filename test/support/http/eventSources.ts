import type { AuditEventName } from "../../../src/services/audit/index.js";
import type { Session } from "../../../src/stores/Store.js";
import { DAY, MINUTE } from "../ManualClock.js";
import { aSecondFactorsRecord } from "../records.js";
import { PASSKEY_EVENT_SOURCES } from "../webauthn/passkeyEvents.js";
import { anAccount, aRegistration, aSignedInUser, PASSWORD, signIn } from "./accounts.js";
import { anotherSession } from "./anotherSession.js";
import { emailChangeLink, resetLink, verificationLink } from "./links.js";
import { flowOf, linked, somebodyVerified } from "./providers.js";
import { registrantOf } from "./registrant.js";
import { aTotpUser, aVerifiedAccount, aVerifiedSession, pendingSignIn, setUpTotp } from "./secondFactors.js";
import { TestClient } from "./TestClient.js";
import type { TestServer } from "./testServer.js";

const PHONE = { headers: { "user-agent": "Phone/1.0" } };
const REFRESH = "/auth/refresh-token";
const WRONG = "wrong horse battery";
const NEW_PASSWORD = "a ship in the bay";

/** How each event comes about, from a phone. Answers the user's id. The compiler asks for every new event. */
export const EVENT_SOURCES: Record<AuditEventName, (server: TestServer) => Promise<string>> = {
  registered: async (server) => {
    const { body } = await new TestClient(server.api).post("/auth/register", aRegistration(), PHONE);
    return body.data._id;
  },
  signed_in: async (server) => {
    const { _id, username } = await anAccount(server);
    await new TestClient(server.api).post("/auth/login", { username, password: PASSWORD }, PHONE);
    return _id;
  },
  sign_in_failed: async (server) => {
    const { _id, username } = await anAccount(server);
    await new TestClient(server.api).post("/auth/login", { username, password: WRONG }, PHONE);
    return _id;
  },
  second_factor_asked: async (server) => {
    const { _id, username } = await anAccount(server);
    await server.store.secondFactors.create(aSecondFactorsRecord({ _id }));
    await new TestClient(server.api).post("/auth/login", { username, password: PASSWORD }, PHONE);
    return _id;
  },
  password_refused: async (server) => {
    const { user, client } = await aSignedInUser(server);
    await client.send("DELETE", "/users/account", { json: { password: WRONG }, ...PHONE });
    return user._id;
  },
  refreshed_late: async (server) => {
    const { user, client, refreshToken } = await aSignedInUser(server, { browser: true });
    await client.post(REFRESH, undefined, PHONE);
    server.clock.advance(MINUTE);
    const otherTab = new TestClient(server.api, { browser: true, cookies: { refreshToken } });
    await otherTab.post(REFRESH, undefined, PHONE);
    return user._id;
  },
  token_repeated_from_other_network: async (server) => {
    const { user, client, sessionId, refreshToken } = await aSignedInUser(server, { browser: true });
    await client.post(REFRESH);
    await spentElsewhere(server, sessionId);
    const copy = new TestClient(server.api, { browser: true, cookies: { refreshToken } });
    await copy.post(REFRESH, undefined, PHONE);
    return user._id;
  },
  stale_retry_refused: async (server) => {
    const { user, refreshToken } = await aSignedInUser(server);
    const client = new TestClient(server.api);
    const withKey = { headers: { ...PHONE.headers, "idempotency-key": "of this token" } };
    const { body } = await client.post(REFRESH, { refreshToken }, withKey);
    await client.get("/users/profile", { bearer: body.data.accessToken });
    await server.container.background.drain();
    server.clock.advance(MINUTE);
    await new TestClient(server.api).post(REFRESH, { refreshToken }, withKey);
    return user._id;
  },
  token_reused: async (server) => {
    const { user, refreshToken } = await aSignedInUser(server);
    for (const _ of [1, 2]) await new TestClient(server.api).post(REFRESH, { refreshToken }, PHONE);
    return user._id;
  },
  token_forked: async (server) => {
    const { user, sessionId, refreshToken } = await aSignedInUser(server);
    await changeSession(server, sessionId, { tokenHash: "of another token" });
    await new TestClient(server.api).post(REFRESH, { refreshToken }, PHONE);
    return user._id;
  },
  state_rollback: async (server) => {
    const { user, client, sessionId } = await aSignedInUser(server);
    const before = await server.store.sessions.get(sessionId);
    await client.post(REFRESH);
    if (before === null) throw new Error("There is a session.");
    await changeSession(server, sessionId, { generation: before.generation, tokenHash: before.tokenHash });
    await client.post(REFRESH, undefined, PHONE);
    return user._id;
  },
  signed_out: async (server) => {
    const { user, client } = await aSignedInUser(server);
    await client.post("/auth/logout", undefined, PHONE);
    return user._id;
  },
  signed_out_everywhere: async (server) => {
    const { user, client } = await aSignedInUser(server);
    await client.post("/auth/logout-all", undefined, PHONE);
    return user._id;
  },
  session_replaced: async (server) => {
    const { user, client } = await aSignedInUser(server);
    await client.post("/auth/login", { username: user.username, password: PASSWORD }, PHONE);
    return user._id;
  },
  session_revoked: async (server) => {
    const { user, client } = await aSignedInUser(server);
    const { sessionId } = await anotherSession(server, user._id);
    await client.send("DELETE", `/auth/sessions/${sessionId}`, PHONE);
    return user._id;
  },
  session_expired: async (server) => {
    const { user } = await aSignedInUser(server);
    server.clock.advance(7 * DAY);
    return user._id;
  },
  settings_changed: async (server) => {
    const { user, client } = await aSignedInUser(server);
    await client.send("PATCH", "/users/settings", { json: { fullName: "Grace Hopper" }, ...PHONE });
    return user._id;
  },
  username_changed: async (server) => {
    const { user, client } = await aSignedInUser(server);
    const json = { username: aRegistration().username, password: PASSWORD };
    await client.send("PATCH", "/users/settings", { json, ...PHONE });
    return user._id;
  },
  password_changed: async (server) => {
    const { user, client } = await aSignedInUser(server);
    await client.post("/auth/change-password", { currentPassword: PASSWORD, newPassword: NEW_PASSWORD }, PHONE);
    return user._id;
  },
  password_reset: async (server) => {
    const user = await anAccount(server);
    const token = await resetLink(server, user);
    await new TestClient(server.api).post("/auth/reset-password", { token, newPassword: NEW_PASSWORD }, PHONE);
    return user._id;
  },
  ...PASSKEY_EVENT_SOURCES,
  identity_linked: async (server) => {
    const { user, client } = await aVerifiedSession(server);
    const flow = await flowOf(server, somebodyVerified({ email: user.email }));
    await client.post("/users/identities", { flow, password: PASSWORD }, PHONE);
    return user._id;
  },
  identity_unlinked: async (server) => {
    const { user, client } = await aVerifiedSession(server);
    const { _id } = await linked(server, client);
    await client.send("DELETE", `/users/identities/${_id}`, { json: { password: PASSWORD }, ...PHONE });
    return user._id;
  },
  email_verified: async (server) => {
    const user = await anAccount(server);
    const token = await verificationLink(server, user);
    await registrantOf(server, user).post("/auth/verify-email", { token }, PHONE);
    return user._id;
  },
  email_change_requested: async (server) => {
    const { user, client } = await aSignedInUser(server);
    await client.post("/users/change-email", { newEmail: aRegistration().email, password: PASSWORD }, PHONE);
    return user._id;
  },
  email_changed: async (server) => {
    const { user, client } = await aSignedInUser(server);
    const token = await emailChangeLink(server, client, aRegistration().email);
    await client.post("/auth/confirm-email-change", { token }, PHONE);
    return user._id;
  },
  totp_enabled: async (server) => {
    const { _id, username } = await aVerifiedAccount(server);
    const { client } = await signIn(server, { username });
    await setUpTotp(server, client, PHONE);
    return _id;
  },
  totp_disabled: async (server) => {
    const { user, client } = await aTotpUser(server);
    await client.send("DELETE", "/users/totp", { json: { password: PASSWORD }, ...PHONE });
    return user._id;
  },
  recovery_codes_made: async (server) => {
    const { user, client } = await aTotpUser(server);
    // Newer than those of the first factor.
    server.clock.advance(MINUTE);
    await client.post("/users/recovery-codes", { password: PASSWORD }, PHONE);
    return user._id;
  },
  recovery_code_used: async (server) => {
    const { user, recoveryCodes } = await aTotpUser(server);
    const { client, flow } = await pendingSignIn(server, user);
    await client.post("/auth/second-factor", { flow, recoveryCode: recoveryCodes[0] }, PHONE);
    return user._id;
  },
  second_factor_refused: async (server) => {
    const { user, app } = await aTotpUser(server);
    const { client, flow } = await pendingSignIn(server, user);
    await client.post("/auth/second-factor", { flow, code: app.wrongCode() }, PHONE);
    return user._id;
  },
  second_factors_reset: async (server) => {
    const { user } = await aTotpUser(server);
    await server.container.admin.resetFactors(user._id);
    return user._id;
  },
  data_exported: async (server) => {
    const { user, client } = await aSignedInUser(server);
    await client.get("/users/export", PHONE);
    return user._id;
  },
  account_disabled: async (server) => {
    const { _id } = await anAccount(server);
    await server.container.admin.disable(_id);
    // Nobody reads the list of a disabled account.
    await server.container.admin.enable(_id);
    return _id;
  },
  account_enabled: (server) => EVENT_SOURCES.account_disabled(server),
  roles_changed: async (server) => {
    const { _id } = await anAccount(server);
    await server.container.admin.setRoles(_id, ["editor"]);
    return _id;
  },
  account_deleted: async (server) => {
    const { user, client } = await aSignedInUser(server);
    await client.send("DELETE", "/users/account", { json: { password: PASSWORD }, ...PHONE });
    return user._id;
  },
};

/** Changes a session behind the server's back, as a restored backup would. */
async function changeSession(server: TestServer, id: string, change: Partial<Session>): Promise<void> {
  await server.quiet();
  const session = await server.store.sessions.get(id);
  if (session === null) throw new Error("There is no such session.");
  await server.store.sessions.compareAndSet({ ...session, ...change, version: session.version + 1 }, session.version);
}

/** As if the token had been spent from another network: here everybody comes from one address. */
async function spentElsewhere(server: TestServer, id: string): Promise<void> {
  const { previous = [] } = (await server.store.sessions.get(id)) ?? {};
  await changeSession(server, id, { previous: previous.map((spent) => ({ ...spent, network: "198.51.100.4" })) });
}
