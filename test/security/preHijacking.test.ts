import { expect, test } from "vitest";
import { aRegistration, PASSWORD, refusalOfAccess, refusalOfRefresh, tokensOf } from "../support/http/accounts.js";
import { emailCodeSignIn } from "../support/http/emailCodes.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure } from "../support/http/expectFailure.js";
import { emailChangeLink, linkFrom, resetLink, verificationLink } from "../support/http/links.js";
import { TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { HOUR, MINUTE } from "../support/ManualClock.js";

/*
 * The attacks of "Pre-hijacked Accounts" (Sudhodanan and Paverd, USENIX Security 2022): a stranger registers with the address of a
 * victim, who has no account yet, and waits until the victim uses it. Each test ends with everything that the stranger holds, tried.
 * The parts that providers play, and the two attacks that need one, are in preHijackingProviders.test.ts.
 */

const OWN_PASSWORD = "a ship in the bay";

/** A stranger has registered with the victim's address and is signed in. */
async function squatted(server: TestServer) {
  const registration = aRegistration();
  const { email, username } = registration;
  const stranger = new TestClient(server.api);
  const token = await linkFrom(server, email, () => stranger.post("/auth/register", registration));
  expect((await stranger.post("/auth/login", { email, password: PASSWORD })).status).toBe(200);
  server.clock.advance(MINUTE);
  return { email, username, token, stranger, ...tokensOf(stranger) };
}

type Squatted = Awaited<ReturnType<typeof squatted>>;

/** What the victim may do with the mails that they get. */
const WAYS_OF_THE_VICTIM: Record<string, (server: TestServer, squat: Squatted) => Promise<void>> = {
  "says that it was not them": async (server, { token }) => {
    const victim = new TestClient(server.api);
    expectFailure(await victim.post("/auth/verify-email", { token }), 409, "REGISTRATION_UNCONFIRMED");
    expect((await victim.post("/auth/verify-email", { token, notMe: true })).status).toBe(200);
  },
  "resets the password": async (server, { email }) => {
    const victim = new TestClient(server.api);
    const token = await resetLink(server, { email });
    expect((await victim.post("/auth/reset-password", { token, newPassword: OWN_PASSWORD })).status).toBe(200);
    expect((await victim.post("/auth/login", { email, password: OWN_PASSWORD })).status).toBe(200);
  },
  "signs in with a mailed code": async (server, { email }) => {
    expect((await emailCodeSignIn(server, new TestClient(server.api), email)).status).toBe(200);
  },
};

const WAYS = Object.entries(WAYS_OF_THE_VICTIM);

describeOnEveryStore("a stranger who registered with somebody else's address", (servers) => {
  const server = servers.shared({ emailCode: "on" });

  test("gets nothing verified by the victim who only opens the link", async () => {
    const { email, token } = await squatted(server());
    for (const _ of [1, 2]) {
      const opened = await new TestClient(server().api).post("/auth/verify-email", { token });
      expectFailure(opened, 409, "REGISTRATION_UNCONFIRMED");
    }
    expect(await server().store.users.byLogin({ email })).toMatchObject({ emailVerifiedAt: null });
  });

  test.each(WAYS)("classic attack: the password is worth nothing after the victim %s", async (_way, act) => {
    const squat = await squatted(server());
    await act(server(), squat);
    for (const name of [{ email: squat.email }, { username: squat.username }]) {
      const login = await new TestClient(server().api).post("/auth/login", { ...name, password: PASSWORD });
      expectFailure(login, 401, "INVALID_CREDENTIALS");
    }
  });

  test.each(WAYS)("unexpired session: it has ended after the victim %s", async (_way, act) => {
    const squat = await squatted(server());
    // A program keeps the session alive for as long as it lasts.
    expect((await squat.stranger.post("/auth/refresh-token")).status).toBe(200);
    const { accessToken, refreshToken } = tokensOf(squat.stranger);
    await act(server(), squat);
    expect(await refusalOfAccess(server(), accessToken)).toBe("SESSION_REVOKED");
    expect(await refusalOfRefresh(server(), refreshToken)).not.toBeNull();
  });

  test.each(WAYS)("unexpired change of the address: the link is dead after the victim %s", async (_way, act) => {
    const squat = await squatted(server());
    const own = aRegistration().email;
    const change = await emailChangeLink(server(), squat.stranger, own);
    await act(server(), squat);
    for (const body of [
      { token: change },
      { token: change, password: PASSWORD },
      { token: change, password: OWN_PASSWORD },
    ]) {
      expectFailure(await squat.stranger.post("/auth/confirm-email-change", body), 400, "LINK_INVALID");
    }
    expect(await server().store.users.byLogin({ email: own })).toBeNull();
  });

  test("unexpired change of the address: a mail that waits to be sent brings no link after a reset", async () => {
    const squat = await squatted(server());
    const own = aRegistration().email;
    await emailChangeLink(server(), squat.stranger, own);
    const before = (await server().mails()).length;
    await WAYS_OF_THE_VICTIM["resets the password"]?.(server(), squat);
    server().clock.advance(HOUR);
    const mails = (await server().mails()).slice(before);
    expect(mails.filter(({ to }) => to === own)).toEqual([]);
  });

  // The other direction: the stranger's own account is moved to the victim's address.
  test("gets no verified address by a change to the victim's: the victim's click alone confirms nothing", async () => {
    const { stranger, email } = await squatted(server());
    const victims = aRegistration();
    const token = await emailChangeLink(server(), stranger, victims.email);
    const victim = new TestClient(server().api);
    expectFailure(await victim.post("/auth/confirm-email-change", { token }), 401, "REAUTHENTICATION_REQUIRED");
    // Nor does it in the session of another account of the victim.
    const other = await squatted(server());
    const opened = await other.stranger.post("/auth/confirm-email-change", { token });
    expectFailure(opened, 401, "REAUTHENTICATION_REQUIRED");
    expect(await server().store.users.byLogin({ email: victims.email })).toBeNull();
    expect(await server().store.users.byLogin({ email })).not.toBeNull();
    expect((await victim.post("/auth/register", victims)).status).toBe(201);
  });

  test("gets nothing by the cookie of the registration, which the victim's reset ends", async () => {
    const { email, stranger } = await squatted(server());
    const token = await resetLink(server(), { email });
    const victim = new TestClient(server().api);
    await victim.post("/auth/reset-password", { token, newPassword: OWN_PASSWORD });
    await server().container.server.changes.update((await server().store.users.byLogin({ email }))?._id ?? "", {
      email: { address: `new-${email}`, isVerified: false },
    });
    stranger.cookies.delete("accessToken");
    const link = await verificationLink(server(), { email: `new-${email}` });
    expectFailure(await stranger.post("/auth/verify-email", { token: link }), 409, "REGISTRATION_UNCONFIRMED");
  });
});
