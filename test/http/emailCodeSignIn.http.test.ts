import { describe, expect, test } from "vitest";
import { StoreUnavailableError } from "../../src/stores/StoreUnavailableError.js";
import { changeAccount, claimsOf, eventsOf, PASSWORD, refusalOfAccess, signIn } from "../support/http/accounts.js";
import { codesTo, emailCodeSignIn, otherThan, requestCode } from "../support/http/emailCodes.js";
import { describeOnEveryStore, describeOnOneStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import { emailChangeLink } from "../support/http/links.js";
import { aTotpUser, aVerifiedAccount, eventNamesOf } from "../support/http/secondFactors.js";
import { TestClient } from "../support/http/TestClient.js";
import type { TestServer } from "../support/http/testServer.js";
import { MINUTE } from "../support/ManualClock.js";
import { race } from "../support/race.js";
import { tally } from "../support/tally.js";

const REQUEST = "/auth/email-code";
const FINISH = "/auth/email-code/finish";

describeOnEveryStore("signing in with a mailed code", (servers) => {
  const server = servers.shared({ emailCode: "on" });
  const aClient = (browser = false) => new TestClient(server().api, { browser });

  test("opens a session of level 1 that only the mailbox has opened, and is recorded as a sign-in", async () => {
    const user = await aVerifiedAccount(server());
    const { status, body } = await emailCodeSignIn(server(), aClient(), user.email);
    expect(status).toBe(200);
    expect(body.data.user._id).toBe(user._id);
    const claims = claimsOf(body.data.accessToken);
    expect(claims).toMatchObject({ acr: "aal1", amr: [] });
    const session = await server().store.sessions.get(String(claims["sid"]));
    expect(session?.methods).toEqual([{ method: "email", at: server().clock.now(), userVerified: false }]);
    expect((await eventsOf(server(), user._id)).map(({ name }) => name)).toEqual(["signed_in"]);
  });

  test("a browser needs no flow in the body: it has the cookie, which ends with the sign-in", async () => {
    const user = await aVerifiedAccount(server());
    const client = aClient(true);
    const { code } = await requestCode(server(), client, user.email);
    expect([...client.cookies.keys()]).toEqual(["emailFlow"]);
    const { status, body } = await client.post(FINISH, { code });
    expect([status, Object.keys(body.data)]).toEqual([200, ["user"]]);
    expect([...client.cookies.keys()].sort()).toEqual(["accessToken", "deviceToken", "refreshToken"]);
  });

  test("the cookie is HttpOnly and Strict, and lives as long as the code", async () => {
    const { setCookies } = await aClient(true).post(REQUEST, { email: "nobody@example.com" });
    expect(setCookies).toHaveLength(1);
    expect(setCookies[0]).toMatch(/^emailFlow=[\w-]+; Max-Age=600; Path=\/; Expires=[^;]+; HttpOnly; SameSite=Strict$/);
  });

  test("the mail has the code and the link, and nothing of the flow; what is stored has neither", async () => {
    const user = await aVerifiedAccount(server());
    const { flow, code } = await requestCode(server(), aClient(), user.email);
    server().probe.heal();
    const mail = (await server().mails()).findLast(({ to }) => to === user.email);
    expect(code).toMatch(/^\d{8}$/);
    expect(mail?.text).toContain(`\n${code.slice(0, 4)} ${code.slice(4)}\n`);
    expect(mail?.text).toContain(`http://localhost:3000/sign-in/code#code=${code}\n`);
    expect(`${mail?.subject}`).not.toContain(code);
    expect(`${mail?.text}${mail?.html}`).not.toContain(flow);
    const record = await server().store.emailCodes.get(user._id);
    expect(record?.waiting).toHaveLength(1);
    expect(JSON.stringify(record)).not.toContain(code);
  });

  test("the job that waits holds nothing that signs anybody in: no flow, no code, no cookie of the browser", async () => {
    const user = await aVerifiedAccount(server());
    server().clock.advance(2 * MINUTE);
    const { client } = await signIn(server(), user);
    server().probe.before((verb) => {
      if (verb === "queue.claim") throw new StoreUnavailableError("down");
    });
    const { body } = await client.post(REQUEST, { email: user.email });
    await server().container.background.drain();
    server().probe.heal();
    const now = server().clock.now();
    const job = await server().store.queue.claim({ now, leaseUntil: now + MINUTE });
    await server().store.queue.remove({ _id: job?._id ?? "", attempts: 1 });
    expect(job).toMatchObject({ kind: "mail", userId: null, payload: { mail: "email-code", to: user.email } });
    const deviceToken = client.cookies.get("deviceToken") ?? "-";
    for (const secret of [body.data.flow, deviceToken]) expect(JSON.stringify(job)).not.toContain(secret);
    expect(job?.payload["device"]).toHaveLength(deviceToken.length);
  });

  test("blanks in a code do not matter", async () => {
    const user = await aVerifiedAccount(server());
    const { flow, code } = await requestCode(server(), aClient(), user.email);
    const typed = ` ${code.slice(0, 4)} ${code.slice(4)} `;
    expect((await aClient().post(FINISH, { flow, code: typed })).status).toBe(200);
  });

  test("without a flow in the body or the cookie it is 400 that names it", async () => {
    expectInvalidFields(await aClient().post(FINISH, { code: "12345678" }), "flow");
  });

  test("what is not eight digits is 400 and costs no try", async () => {
    const user = await aVerifiedAccount(server());
    const { flow, code } = await requestCode(server(), aClient(), user.email);
    for (const typed of ["1234567", "123456789", "1234567a", "", null, 12_345_678]) {
      expectInvalidFields(await aClient().post(FINISH, { flow, code: typed }), "code");
    }
    expect((await server().store.emailCodes.get(user._id))?.waiting).toMatchObject([{ tries: 0 }]);
    expect((await aClient().post(FINISH, { flow, code })).status).toBe(200);
  });

  describe("is 401 CODE_INVALID, and opens nothing,", () => {
    async function expectRefused(proof: { flow: string; code: string }) {
      await server().quiet();
      expectFailure(await aClient().post(FINISH, proof), 401, "CODE_INVALID");
      await server().container.background.drain();
      expect(server().probe.calls).not.toContain("sessions.create");
    }

    test("with a wrong code, which the owner sees and which leaves the right one valid", async () => {
      const user = await aVerifiedAccount(server());
      const { flow, code } = await requestCode(server(), aClient(), user.email);
      await expectRefused({ flow, code: otherThan(code) });
      const [event] = await eventsOf(server(), user._id);
      expect(event).toMatchObject({ name: "sign_in_failed", detail: { code: "CODE_INVALID" } });
      expect((await aClient().post(FINISH, { flow, code })).status).toBe(200);
    });

    test("with a flow that is none, or of another purpose", async () => {
      const user = await aVerifiedAccount(server());
      const { code } = await requestCode(server(), aClient(), user.email);
      const { body } = await aClient().post("/auth/passkeys/options", {});
      for (const flow of ["x", body.data.flow]) await expectRefused({ flow, code });
    });

    test("with the flow of another request for the same address, or for another one", async () => {
      const [user, other] = [await aVerifiedAccount(server()), await aVerifiedAccount(server())];
      const first = await requestCode(server(), aClient(), user.email);
      const second = await requestCode(server(), aClient(), user.email);
      const foreign = await requestCode(server(), aClient(), other.email);
      await expectRefused({ flow: second.flow, code: first.code });
      await expectRefused({ flow: foreign.flow, code: first.code });
      for (const proof of [first, second]) expect((await aClient().post(FINISH, proof)).status).toBe(200);
    });

    test("the second time", async () => {
      const user = await aVerifiedAccount(server());
      const proof = await requestCode(server(), aClient(), user.email);
      const { body } = await aClient().post(FINISH, proof);
      await expectRefused(proof);
      expect(await refusalOfAccess(server(), body.data.accessToken)).toBeNull();
    });

    test("after ten minutes", async () => {
      const user = await aVerifiedAccount(server());
      const proof = await requestCode(server(), aClient(), user.email);
      server().clock.advance(10 * MINUTE);
      await expectRefused(proof);
    });

    test("after five wrong tries, with the right code too", async () => {
      const user = await aVerifiedAccount(server());
      const { flow, code } = await requestCode(server(), aClient(), user.email);
      for (let tried = 0; tried < 5; tried += 1) await expectRefused({ flow, code: otherThan(code) });
      await expectRefused({ flow, code });
    });

    test("after the address was changed", async () => {
      const user = await aVerifiedAccount(server());
      const proof = await requestCode(server(), aClient(), user.email);
      const { client } = await signIn(server(), user);
      const move = async (to: string) => {
        const token = await emailChangeLink(server(), client, to);
        expect((await client.post("/auth/confirm-email-change", { token })).status).toBe(200);
      };
      await move(`new-${user.email}`);
      await expectRefused(proof);
    });
  });

  test("of fifty requests with the right code at once one signs in", async () => {
    const user = await aVerifiedAccount(server());
    const proof = await requestCode(server(), aClient(), user.email);
    const answers = await race(() => aClient().post(FINISH, proof));
    expect(tally(answers)).toEqual({ 200: 1, CODE_INVALID: 49 });
    const all = await server().store.sessions.listAllByUser({ userId: user._id, before: null, limit: 100 });
    expect(all).toHaveLength(1);
  });

  test("of fifty wrong codes at once no more than five are judged", async () => {
    const user = await aVerifiedAccount(server());
    const { flow, code } = await requestCode(server(), aClient(), user.email);
    const answers = await race(() => aClient().post(FINISH, { flow, code: otherThan(code) }));
    expect(tally(answers)).toEqual({ CODE_INVALID: 50 });
    expect((await server().store.emailCodes.get(user._id))?.waiting).toMatchObject([{ tries: 5 }]);
    expectFailure(await aClient().post(FINISH, { flow, code }), 401, "CODE_INVALID");
  });

  test("a second factor is asked for, and the flow of the challenge finishes the sign-in at level 2", async () => {
    const { user, app } = await aTotpUser(server());
    const client = aClient();
    const refused = await emailCodeSignIn(server(), client, user.email);
    expectFailure(refused, 401, "SECOND_FACTOR_REQUIRED");
    const { flow = "", methods } = refused.body.challenge ?? {};
    expect(methods).toContain("totp");
    const { body } = await client.post("/auth/second-factor", { flow, code: app.nextCode() });
    expect(claimsOf(body.data.accessToken)).toMatchObject({ acr: "aal2" });
    expect(await eventNamesOf(server(), user._id)).toContain("second_factor_asked");
  });

  test("a disabled account gets no mail, and is 403 where it was disabled after the mail", async () => {
    const user = await aVerifiedAccount(server());
    const proof = await requestCode(server(), aClient(), user.email);
    await changeAccount(server(), user._id, { disabledAt: server().clock.now() });
    expectFailure(await aClient().post(FINISH, proof), 403, "ACCOUNT_DISABLED");
    expect((await requestCode(server(), aClient(), user.email)).code).toBe("");
  });

  test("replaces the session of the browser, and remembers it only if it should", async () => {
    const user = await aVerifiedAccount(server());
    const client = aClient(true);
    await emailCodeSignIn(server(), client, user.email);
    const { code } = await requestCode(server(), client, user.email);
    const { setCookies } = await client.post(FINISH, { code, rememberMe: false });
    expect(setCookies.find((line) => line.startsWith("refreshToken="))).not.toContain("Max-Age");
    const sessions = await server().store.sessions.listAllByUser({ userId: user._id, before: null, limit: 10 });
    expect(new Set(sessions.map(({ revokeReason }) => revokeReason))).toEqual(new Set([null, "replaced"]));
  });

  test("a sign-in from a new browser is reported to the owner", async () => {
    const user = await aVerifiedAccount(server());
    await signIn(server(), user);
    const proof = await requestCode(server(), aClient(), user.email);
    await aClient().post(FINISH, proof, { headers: { "user-agent": "Phone/1.0" } });
    const mails = (await server().mails()).filter(({ to }) => to === user.email);
    expect(mails.at(-1)?.subject).toBe("New sign-in at Latchkey");
  });
});

describeOnEveryStore("codes that wait", (servers) => {
  const server = servers.shared({ emailCode: "on" });
  const aClient = () => new TestClient(server().api, { browser: true });

  /** A browser that has signed in before. */
  async function aKnownBrowser(user: { username: string }) {
    const { client } = await signIn(server(), user, { browser: true });
    const deviceToken = client.cookies.get("deviceToken") ?? "";
    return new TestClient(server().api, { browser: true, cookies: { deviceToken } });
  }

  /** Later than the time up to which a change outdates devices. */
  async function anOwner(target: TestServer) {
    const user = await aVerifiedAccount(target);
    target.clock.advance(2 * MINUTE);
    return user;
  }

  test("are three at most: a fourth request sends nothing, gets the same answer, and ends none of them", async () => {
    const { email } = await aVerifiedAccount(server());
    const waiting = [];
    for (let asked = 0; asked < 3; asked += 1) waiting.push(await requestCode(server(), aClient(), email));
    const { flow, code } = await requestCode(server(), aClient(), email);
    expect(code).toBe("");
    expectFailure(await aClient().post(FINISH, { flow, code: waiting[0]?.code }), 401, "CODE_INVALID");
    for (const proof of waiting) expect((await aClient().post(FINISH, proof)).status).toBe(200);
  });

  test("leave a known browser a slot of its own, where its newest request counts", async () => {
    const user = await anOwner(server());
    const known = await aKnownBrowser(user);
    for (let asked = 0; asked < 3; asked += 1) await requestCode(server(), aClient(), user.email);
    const first = await requestCode(server(), known, user.email);
    server().clock.advance(1);
    const second = await requestCode(server(), known, user.email);
    expect(new Set([first.code, second.code]).size).toBe(2);
    expectFailure(await aClient().post(FINISH, first), 401, "CODE_INVALID");
    expect((await known.post(FINISH, { code: second.code })).status).toBe(200);
  });

  test("of somebody else's browser take no known browser's slot", async () => {
    const [user, other] = [await anOwner(server()), await anOwner(server())];
    const foreign = await aKnownBrowser(other);
    for (let asked = 0; asked < 3; asked += 1) await requestCode(server(), foreign, user.email);
    expect((await requestCode(server(), foreign, user.email)).code).toBe("");
  });

  test("make room when they are over or used", async () => {
    const { email } = await aVerifiedAccount(server());
    const waiting = [];
    for (let asked = 0; asked < 3; asked += 1) waiting.push(await requestCode(server(), aClient(), email));
    expect((await aClient().post(FINISH, waiting[0])).status).toBe(200);
    expect((await emailCodeSignIn(server(), aClient(), email)).status).toBe(200);
    server().clock.advance(10 * MINUTE);
    expect((await emailCodeSignIn(server(), aClient(), email)).status).toBe(200);
  });
});

describeOnEveryStore("a mailbox", (servers) => {
  const server = servers.shared({ emailCode: "on", rateLimit: "on" });

  test("gets five codes an hour: the answer of the sixth request is the same, and no mail goes", async () => {
    const { email } = await aVerifiedAccount(server());
    for (let asked = 0; asked < 5; asked += 1) {
      expect((await emailCodeSignIn(server(), new TestClient(server().api), email)).status).toBe(200);
    }
    const sixth = await new TestClient(server().api).post(REQUEST, { email });
    expect([sixth.status, Object.keys(sixth.body.data)]).toEqual([202, ["flow"]]);
    expect(await codesTo(server(), email)).toHaveLength(5);
    server().clock.advance(60 * MINUTE);
    expect((await requestCode(server(), new TestClient(server().api), email)).code).not.toBe("");
  });
});

describeOnOneStore("with EMAIL_CODE=off", (servers) => {
  const server = servers.shared({ emailCode: "off" });

  test("there are no such routes", async () => {
    const client = new TestClient(server().api);
    for (const path of [REQUEST, FINISH]) expectFailure(await client.post(path, {}), 404, "NOT_FOUND");
  });

  test("a registration needs a password", async () => {
    const body = { username: "somebody", fullName: "Ada", email: "somebody@example.com" };
    const client = new TestClient(server().api);
    expectInvalidFields(await client.post("/auth/register", body), "password");
    expect((await client.post("/auth/register", { ...body, password: PASSWORD })).status).toBe(201);
  });
});
