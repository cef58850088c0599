import { expect, test } from "vitest";
import { aRegistration, PASSWORD, refusalOfAccess, refusalOfRefresh, tokensOf } from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectFailureBody } from "../support/http/expectFailure.js";
import { emailChangeLink, linkFrom, resetLink, verificationLink } from "../support/http/links.js";
import {
  expectSpent,
  flowOf,
  somebody,
  somebodyVerified,
  storedIdentity,
  throughProvider,
} from "../support/http/providers.js";
import { TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { MINUTE } from "../support/ManualClock.js";

/*
 * The five attacks of "Pre-hijacked Accounts" (Sudhodanan and Paverd, USENIX Security 2022) where a provider plays a part: the victim
 * comes with one, or the stranger has one. Each test ends with everything that the stranger holds, tried.
 */

const OWN_PASSWORD = "a ship in the bay";

/** A stranger has registered with the victim's address and a password, and is signed in. */
async function squattedByPassword(server: TestServer) {
  const registration = aRegistration();
  const stranger = new TestClient(server.api);
  await linkFrom(server, registration.email, () => stranger.post("/auth/register", registration));
  await stranger.post("/auth/login", { email: registration.email, password: PASSWORD });
  server.clock.advance(MINUTE);
  return { ...registration, stranger, ...tokensOf(stranger) };
}

/** The same through a provider that lets everybody claim any address. */
async function squattedByProvider(server: TestServer) {
  const { email, username } = aRegistration();
  const who = somebody({ email });
  const stranger = new TestClient(server.api);
  const flow = await flowOf(server, who, stranger);
  await linkFrom(server, email, () => stranger.post("/auth/providers/register", { flow, username }));
  server.clock.advance(MINUTE);
  return { email, username, who, stranger, ...tokensOf(stranger) };
}

async function resetByVictim(server: TestServer, email: string): Promise<TestClient> {
  const victim = new TestClient(server.api);
  const token = await resetLink(server, { email });
  expect((await victim.post("/auth/reset-password", { token, newPassword: OWN_PASSWORD })).status).toBe(200);
  expect((await victim.post("/auth/login", { email, password: OWN_PASSWORD })).status).toBe(200);
  return victim;
}

describeOnEveryStore("a stranger who waits for the owner of an address", (servers) => {
  const server = servers.shared();

  test("classic-federated merge: the victim's provider does not lead into the stranger's account", async () => {
    const { email } = await squattedByPassword(server());
    const victim = new TestClient(server().api);
    const who = somebodyVerified({ email });
    expectSpent(await throughProvider(server(), victim, who), 409, "IDENTITY_NOT_LINKED");
    expect(await storedIdentity(server(), who)).toBeNull();
    expect(victim.cookies.size).toBe(0);
    const own = await resetByVictim(server(), email);
    expect((await own.get("/users/security")).body.data).toMatchObject({ identities: [] });
    const login = await new TestClient(server().api).post("/auth/login", { email, password: PASSWORD });
    expectFailure(login, 401, "INVALID_CREDENTIALS");
  });

  test("unexpired session: one that the stranger's provider opened ends with the victim's reset", async () => {
    const squat = await squattedByProvider(server());
    expect((await squat.stranger.post("/auth/refresh-token")).status).toBe(200);
    const { accessToken, refreshToken } = tokensOf(squat.stranger);
    await resetByVictim(server(), squat.email);
    expect(await refusalOfAccess(server(), accessToken)).toBe("SESSION_REVOKED");
    expect(await refusalOfRefresh(server(), refreshToken)).not.toBeNull();
  });

  test("trojan identifier: the stranger links no provider to an unverified account, before the victim comes or after", async () => {
    const { email, stranger } = await squattedByPassword(server());
    const trojan = somebody();
    const linking = await throughProvider(server(), stranger, trojan, { purpose: "link" });
    expectSpent(linking, 403, "EMAIL_NOT_VERIFIED");
    const flow = await flowOf(server(), trojan);
    await resetByVictim(server(), email);
    expectSpent(await throughProvider(server(), new TestClient(server().api), trojan), 409, "REGISTRATION_NEEDED");
    expectFailure(await stranger.post("/users/identities", { flow, password: PASSWORD }), 401, "SESSION_REVOKED");
  });

  test("trojan identifier: the one that the account was registered with goes with the victim's reset", async () => {
    const { email, who, stranger } = await squattedByProvider(server());
    const begun = await throughProvider(server(), stranger, somebody());
    expectFailureBody(begun.body, 409, "REGISTRATION_NEEDED");
    const victim = await resetByVictim(server(), email);
    expect(await storedIdentity(server(), who)).toBeNull();
    expect((await victim.get("/users/identities")).body.data).toEqual([]);
    expectSpent(await throughProvider(server(), new TestClient(server().api), who), 409, "REGISTRATION_NEEDED");
  });

  test("unexpired change of the address: the stranger's link is dead after the reset", async () => {
    const squat = await squattedByPassword(server());
    const own = aRegistration().email;
    const change = await emailChangeLink(server(), squat.stranger, own);
    const who = somebodyVerified({ email: squat.email });
    expectSpent(await throughProvider(server(), new TestClient(server().api), who), 409, "IDENTITY_NOT_LINKED");
    await resetByVictim(server(), squat.email);
    for (const body of [{ token: change }, { token: change, password: OWN_PASSWORD }]) {
      expectFailure(await squat.stranger.post("/auth/confirm-email-change", body), 400, "LINK_INVALID");
    }
    expect(await server().store.users.byLogin({ email: own })).toBeNull();
  });

  test("a provider that does not verify addresses gives no verified one, and its account is not the victim's", async () => {
    const { email, who, username } = await squattedByProvider(server());
    expect(await server().store.users.byLogin({ username })).toMatchObject({ email, emailVerifiedAt: null });
    // The victim, in another browser, confirms nothing by the link alone.
    const token = await verificationLink(server(), { email });
    const victim = new TestClient(server().api);
    expectFailure(await victim.post("/auth/verify-email", { token }), 409, "REGISTRATION_UNCONFIRMED");
    // Nor are they led into it by a provider that does verify it.
    expectSpent(await throughProvider(server(), victim, somebodyVerified({ email })), 409, "IDENTITY_NOT_LINKED");
    expect((await victim.post("/auth/verify-email", { token, notMe: true })).status).toBe(200);
    expectSpent(await throughProvider(server(), new TestClient(server().api), who), 409, "REGISTRATION_NEEDED");
  });

  test("a registration that was begun before the victim's reset leads nowhere after it", async () => {
    const { email, who } = await squattedByProvider(server());
    const stranger = new TestClient(server().api);
    const other = somebody({ email });
    const flow = await flowOf(server(), other, stranger);
    await resetByVictim(server(), email);
    expectFailure(await stranger.post("/auth/providers/register", { flow }), 409, "USER_EXISTS");
    for (const one of [who, other]) expect(await storedIdentity(server(), one)).toBeNull();
  });
});

describeOnEveryStore("an address that a provider does not answer for", (servers) => {
  const server = servers.shared({ linkVerifiedEmail: "on" });

  test("is answered alike whether an account has it or none, and asks the store the same", async () => {
    const { email } = await squattedByPassword(server());
    const seen = [];
    for (const address of [email, aRegistration().email]) {
      const client = new TestClient(server().api);
      await server().quiet();
      const who = somebody({ email: address, isAuthoritative: true });
      const response = await throughProvider(server(), client, who);
      const { flow, suggestion, ...rest } = response.body as unknown as Record<string, unknown>;
      expect(suggestion).toEqual({ email: address, fullName: who.fullName, username: who.username });
      seen.push({
        rest,
        length: String(flow).length > 0,
        calls: [...server().probe.calls],
        cookies: [...client.cookies],
      });
    }
    expect(seen[0]).toEqual(seen[1]);
  });
});
