import { expect, test } from "vitest";
import { claimsOf, eventsOf, PASSWORD, refusalOfAccess, tokensOf } from "../support/http/accounts.js";
import { describeOnEveryStore } from "../support/http/everyStore.js";
import { expectFailure, expectInvalidFields } from "../support/http/expectFailure.js";
import {
  Authenticator,
  aTotpUser,
  aVerifiedAccount,
  aVerifiedSession,
  eventNamesOf,
  factorsOf,
  pendingSignIn,
  subjectsTo,
} from "../support/http/secondFactors.js";
import { TestClient } from "../support/http/TestClient.js";
import { HOUR, MINUTE } from "../support/ManualClock.js";

const STEP_2 = "/auth/second-factor";

describeOnEveryStore("the second step of a sign-in", (servers) => {
  const server = servers.shared();

  test("is asked for after the right password, names what there is, and sets no cookie", async () => {
    const { user } = await aTotpUser(server());
    const { client, response } = await pendingSignIn(server(), user);
    expectFailure(response, 401, "SECOND_FACTOR_REQUIRED");
    const expiresAt = server().clock.now() + 10 * MINUTE;
    const methods = ["totp", "recovery-code"];
    expect(response.body.challenge).toEqual({ flow: expect.any(String), methods, expiresAt });
    expect([response.setCookies, [...client.cookies]]).toEqual([[], []]);
  });

  test("is done with a code: as a sign-in, at level 2, and the device is known afterwards", async () => {
    const { user, app } = await aTotpUser(server());
    const { client, flow } = await pendingSignIn(server(), user);
    const { status, body, setCookies } = await client.post(STEP_2, { flow, code: app.nextCode() });
    expect(status).toBe(200);
    expect(body.data.user._id).toBe(user._id);
    expect(claimsOf(body.data.accessToken)).toMatchObject({ amr: ["pwd", "otp", "mfa"], acr: "aal2" });
    expect(setCookies.map((line) => line.split("=")[0]).sort()).toEqual(["accessToken", "deviceToken", "refreshToken"]);
    expect(await factorsOf(server(), user._id)).toMatchObject({
      totp: { lastStep: Math.floor(server().clock.now() / 30_000) },
    });
  });

  test("a code works once, also in another flow, and one of an earlier step not at all", async () => {
    const { user, app } = await aTotpUser(server());
    server().clock.advance(2 * MINUTE);
    const [first, second] = [await pendingSignIn(server(), user), await pendingSignIn(server(), user)];
    const [code, earlier] = [app.code(), app.code(-1)];
    expect((await first.client.post(STEP_2, { flow: first.flow, code })).status).toBe(200);
    for (const used of [code, earlier]) {
      expectFailure(await second.client.post(STEP_2, { flow: second.flow, code: used }), 401, "CODE_INVALID");
    }
    // The flow stays good until it expires.
    expect((await second.client.post(STEP_2, { flow: second.flow, code: app.code(1) })).status).toBe(200);
  });

  test("blanks in a code do not matter; what is no code is a 400 that names the field, and costs no try", async () => {
    const { user, app } = await aTotpUser(server());
    const { client, flow } = await pendingSignIn(server(), user);
    await server().quiet();
    for (const code of ["12345", "1234567", "12345a", "", 123456, "１２３４５６"]) {
      expectInvalidFields(await client.post(STEP_2, { flow, code }), "code");
    }
    for (const recoveryCode of ["ABCDE-FGHI", "ABCDE-FGHUK", "ABCDE-FGHJKM", 7]) {
      expectInvalidFields(await client.post(STEP_2, { flow, recoveryCode }), "recoveryCode");
    }
    await server().container.background.drain();
    expect(server().probe.writes).toEqual([]);
    const code = app.nextCode();
    expect((await client.post(STEP_2, { flow, code: ` ${code.slice(0, 3)} ${code.slice(3)} ` })).status).toBe(200);
  });

  test("takes exactly one proof", async () => {
    const { user, app, recoveryCodes } = await aTotpUser(server());
    const { client, flow } = await pendingSignIn(server(), user);
    expectInvalidFields(await client.post(STEP_2, { flow }), "code");
    const both = { flow, code: app.nextCode(), recoveryCode: recoveryCodes[0] };
    expectInvalidFields(await client.post(STEP_2, both), "code", "recoveryCode");
    expect((await client.post(STEP_2, { flow, code: both.code })).status).toBe(200);
  });

  test("a flow that is made up, over, or older than a change of the account is FLOW_INVALID", async () => {
    const { user, app, client: owner } = await aTotpUser(server());
    const made = await pendingSignIn(server(), user);
    expectFailure(await made.client.post(STEP_2, { flow: "made up", code: "123456" }), 400, "FLOW_INVALID");
    await owner.post("/auth/logout-all");
    expectFailure(await made.client.post(STEP_2, { flow: made.flow, code: app.nextCode() }), 400, "FLOW_INVALID");
    const over = await pendingSignIn(server(), user);
    server().clock.advance(10 * MINUTE);
    expectFailure(await over.client.post(STEP_2, { flow: over.flow, code: app.code() }), 400, "FLOW_INVALID");
  });

  test("rememberMe is that of the first step unless the second one says it", async () => {
    const { user, app } = await aTotpUser(server());
    const client = new TestClient(server().api);
    const { username } = user;
    const login = await client.post("/auth/login", { username, password: PASSWORD, rememberMe: false });
    const flow = login.body.challenge?.flow;
    const { setCookies } = await client.post(STEP_2, { flow, code: app.nextCode() });
    expect(setCookies.find((line) => line.startsWith("refreshToken="))).not.toContain("Max-Age");
  });

  test("a wrong code is in the activity, and mailed at most once an hour", async () => {
    const { user, app } = await aTotpUser(server());
    const { client, flow } = await pendingSignIn(server(), user);
    for (let times = 0; times < 3; times += 1) await client.post(STEP_2, { flow, code: app.wrongCode() });
    const refused = "A wrong code was entered at Latchkey";
    const mails = async () => (await subjectsTo(server(), user.email)).filter((subject) => subject === refused).length;
    expect(await mails()).toBe(1);
    expect((await eventNamesOf(server(), user._id)).filter((name) => name === "second_factor_refused")).toHaveLength(3);
    server().clock.advance(HOUR);
    const next = await pendingSignIn(server(), user);
    await next.client.post(STEP_2, { flow: next.flow, code: app.wrongCode() });
    expect(await mails()).toBe(2);
  });

  test("of fifty requests with one code, in flows of their own, one opens a session", async () => {
    const { user, app } = await aTotpUser(server());
    const steps = await Promise.all(Array.from({ length: 5 }, () => pendingSignIn(server(), user)));
    const code = app.nextCode();
    const sent = Array.from({ length: 50 }, (_, index) => steps[index % steps.length]?.flow ?? "");
    const answers = await Promise.all(sent.map((flow) => new TestClient(server().api).post(STEP_2, { flow, code })));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers) if (answer.status !== 200) expectFailure(answer, 401, "CODE_INVALID");
    const { epoch = 0 } = (await server().store.users.byId(user._id)) ?? {};
    const query = { userId: user._id, epoch, now: server().clock.now(), limit: 100 };
    expect(await server().store.sessions.listByUser(query)).toHaveLength(2);
  });
});

describeOnEveryStore("recovery codes", (servers) => {
  const server = servers.shared();

  test("one signs in instead of the app, once, however it is typed, and the mail says how many are left", async () => {
    const { user, recoveryCodes } = await aTotpUser(server());
    const [code = ""] = recoveryCodes;
    const typed = ` ${code.toLowerCase().replace("-", " ").replaceAll("1", "l").replaceAll("0", "o")} `;
    const { client, flow } = await pendingSignIn(server(), user);
    const { status, body } = await client.post(STEP_2, { flow, recoveryCode: typed });
    expect(status).toBe(200);
    expect(claimsOf(body.data.accessToken)).toMatchObject({ amr: ["pwd", "otp", "mfa"], acr: "aal2" });
    const again = await pendingSignIn(server(), user);
    expectFailure(await again.client.post(STEP_2, { flow: again.flow, recoveryCode: code }), 401, "CODE_INVALID");
    const used = (await eventsOf(server(), user._id)).find(({ name }) => name === "recovery_code_used");
    expect(used?.detail).toEqual({ left: 9 });
    const mail = (await server().mails()).find(
      ({ to, subject }) => to === user.email && subject === "A recovery code was used at Latchkey",
    );
    expect(mail?.text).toContain("9 recovery codes are left.");
    expect(mail?.text).not.toContain(code);
  });

  test("new ones end the earlier ones, and end no session", async () => {
    const { user, client, recoveryCodes } = await aTotpUser(server());
    const { accessToken } = tokensOf(client);
    const { status, body } = await client.post("/users/recovery-codes", { password: PASSWORD });
    expect(status).toBe(201);
    const made = body.data.recoveryCodes ?? [];
    expect(new Set([...made, ...recoveryCodes]).size).toBe(20);
    expect(await refusalOfAccess(server(), accessToken)).toBeNull();
    const { client: other, flow } = await pendingSignIn(server(), user);
    expectFailure(await other.post(STEP_2, { flow, recoveryCode: recoveryCodes[0] }), 401, "CODE_INVALID");
    expect((await other.post(STEP_2, { flow, recoveryCode: made[0] })).status).toBe(200);
    expect(await subjectsTo(server(), user.email)).toContain("New recovery codes at Latchkey");
  });

  test("an account without a factor has none, and removes none: FACTOR_MISSING", async () => {
    const { user, client } = await aVerifiedSession(server());
    expectFailure(await client.post("/users/recovery-codes", { password: PASSWORD }), 409, "FACTOR_MISSING");
    const removal = await client.send("DELETE", "/users/totp", { json: { password: PASSWORD } });
    expectFailure(removal, 409, "FACTOR_MISSING");
    expect(await factorsOf(server(), user._id)).toBeNull();
  });

  test("of fifty requests with one recovery code one opens a session", async () => {
    const { user, recoveryCodes } = await aTotpUser(server());
    const { flow } = await pendingSignIn(server(), user);
    const proof = { flow, recoveryCode: recoveryCodes[0] };
    const requests = Array.from({ length: 50 }, () => new TestClient(server().api).post(STEP_2, proof));
    const answers = await Promise.all(requests);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    for (const answer of answers) if (answer.status !== 200) expectFailure(answer, 401, "CODE_INVALID");
  });
});

describeOnEveryStore("confirming with a code that it is still the user", (servers) => {
  const server = servers.shared();

  test("a code or a recovery code makes the session fresh at level 2, and works once", async () => {
    const { client, app, recoveryCodes } = await aTotpUser(server());
    server().clock.advance(11 * MINUTE);
    const code = app.code();
    const now = server().clock.now();
    const proven = await client.post("/auth/reauthenticate", { code });
    expect(proven.status).toBe(200);
    expect(proven.body.data).toMatchObject({ level: 2, authenticatedAt: now });
    expectFailure(await client.post("/auth/reauthenticate", { code }), 401, "CODE_INVALID");
    const [recoveryCode] = recoveryCodes;
    expect((await client.post("/auth/reauthenticate", { recoveryCode })).status).toBe(200);
    expectFailure(await client.post("/auth/reauthenticate", { recoveryCode }), 401, "CODE_INVALID");
    expect((await client.post("/users/recovery-codes", { password: PASSWORD })).status).toBe(201);
  });

  test("takes exactly one proof, and a code only where there is a factor", async () => {
    const { client } = await aVerifiedSession(server());
    const both = { password: PASSWORD, code: "123456" };
    expectInvalidFields(await client.post("/auth/reauthenticate", both), "password", "code");
    expectFailure(await client.post("/auth/reauthenticate", { code: "123456" }), 401, "CODE_INVALID");
  });
});

describeOnEveryStore("a sign-in under REQUIRE_SECOND_FACTOR", (servers) => {
  const server = servers.shared({ requireSecondFactor: "everybody" });

  async function enrolling() {
    const user = await aVerifiedAccount(server());
    const { client, response, flow } = await pendingSignIn(server(), user);
    return { user, client, response, flow };
  }

  test("asks to set a factor up, with a flow instead of a session, and ends at level 2", async () => {
    const { user, client, response, flow } = await enrolling();
    expectFailure(response, 403, "ENROLMENT_REQUIRED");
    const begun = await client.post("/users/totp", { flow });
    expect(begun.status).toBe(201);
    const app = new Authenticator(server(), begun.body.data.secret);
    expectFailure(await client.post("/users/totp/confirm", { flow, code: app.wrongCode() }), 401, "CODE_INVALID");
    const { status, body } = await client.post("/users/totp/confirm", { flow, code: app.code() });
    expect(status).toBe(200);
    expect(body.data.user._id).toBe(user._id);
    expect(body.data.recoveryCodes).toHaveLength(10);
    expect(claimsOf(body.data.accessToken)).toMatchObject({ acr: "aal2" });
    expect((await client.get("/users/profile")).status).toBe(200);
    for (const path of ["/users/totp", "/users/totp/confirm"]) {
      expectFailure(await new TestClient(server().api).post(path, { flow, code: app.nextCode() }), 400, "FLOW_INVALID");
    }
  });

  test("does not replace an app that another flow has turned on at the same moment", async () => {
    const { user, client, flow } = await enrolling();
    const { body } = await client.post("/users/totp", { flow });
    const app = new Authenticator(server(), body.data.secret);
    const theirs = { sealedSecret: "of the other flow", confirmedAt: 1, lastStep: 0 };
    server().probe.before(async (verb) => {
      if (verb !== "secondFactors.compareAndSet") return;
      server().probe.heal();
      const stored = await factorsOf(server(), user._id);
      if (stored === null) throw new Error("There is a record.");
      const next = { ...stored, version: stored.version + 1, totp: theirs };
      await server().store.secondFactors.compareAndSet(next, stored.version);
    });
    const answer = await client.post("/users/totp/confirm", { flow, code: app.code() });
    server().probe.heal();
    expectFailure(answer, 400, "FLOW_INVALID");
    expect(await factorsOf(server(), user._id)).toMatchObject({ totp: theirs });
  });

  test("the flow of one step is not that of another", async () => {
    const { client, flow } = await enrolling();
    expectFailure(await client.post(STEP_2, { flow, code: "123456" }), 400, "FLOW_INVALID");
    const { user, app } = await (async () => {
      const one = await enrolling();
      const begun = await one.client.post("/users/totp", { flow: one.flow });
      const its = new Authenticator(server(), begun.body.data.secret);
      await one.client.post("/users/totp/confirm", { flow: one.flow, code: its.code() });
      return { user: one.user, app: its };
    })();
    const second = await pendingSignIn(server(), user);
    expectFailure(second.response, 401, "SECOND_FACTOR_REQUIRED");
    expectFailure(await second.client.post("/users/totp", { flow: second.flow }), 400, "FLOW_INVALID");
    expect((await second.client.post(STEP_2, { flow: second.flow, code: app.nextCode() })).status).toBe(200);
  });
});
