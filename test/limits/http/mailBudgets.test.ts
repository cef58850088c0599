import { expect, test } from "vitest";
import { anAccount, aRegistration, aSignedInUser, PASSWORD } from "../../support/http/accounts.js";
import { describeOnEveryStore } from "../../support/http/everyStore.js";
import { TestClient, type TestResponse } from "../../support/http/TestClient.js";
import type { TestServer } from "../../support/http/testServer.js";
import { expectLimited, observable } from "../../support/limits/limitedSignIns.js";
import { DAY, SECOND } from "../../support/ManualClock.js";

const OPTIONS = {
  rateLimit: "on",
  rateLimits: {
    "register.account": "2/1d",
    "change-email.account": "2/1d",
    "notice.unverified": "1/1d",
    "notice.account": "2/1d",
  },
} as const;

const CONFIRM = "Confirm your email address at Latchkey";
const CONFIRM_NEW = "Confirm your new email address at Latchkey";
const CHANGE_ASKED_FOR = "A new email address was requested at Latchkey";
const PASSWORD_CHANGED = "Your password was changed at Latchkey";
const DELETED = "Your account was deleted at Latchkey";
const NEW_PASSWORD = "another long password of the owner";

/** The subjects of the mails to an address, oldest first. */
async function mailsTo(server: TestServer, address: string): Promise<string[]> {
  return (await server.mails()).filter(({ to }) => to === address).map(({ subject }) => subject);
}

function register(server: TestServer, email: string): Promise<TestResponse> {
  return new TestClient(server.api).post("/auth/register", { ...aRegistration(), email });
}

/** Registers with the address, signs in, deletes the account, and answers the three answers. */
async function registerAndDelete(server: TestServer, email: string): Promise<TestResponse[]> {
  const client = new TestClient(server.api);
  const registered = await register(server, email);
  // The mail is made while the account exists: otherwise there would be none to confirm.
  await server.mails();
  const signedIn = await client.post("/auth/login", { email, password: PASSWORD });
  const deleted = await client.send("DELETE", "/users/account", { json: { password: PASSWORD } });
  return [registered, signedIn, deleted];
}

function changeEmail(client: TestClient, newEmail: string): Promise<TestResponse> {
  return client.post("/users/change-email", { newEmail, password: PASSWORD });
}

describeOnEveryStore("the mails that strangers can cause", (servers) => {
  const server = servers.shared(OPTIONS);

  test("an address that is registered and deleted again and again gets its budget of mails, and each answer is the same", async () => {
    const { email } = aRegistration();
    for (let cycle = 0; cycle < 4; cycle += 1) {
      const answers = await registerAndDelete(server(), email);
      expect(answers.map(({ status, headers }) => [status, headers.get("retry-after")])).toEqual([
        [201, null],
        [200, null],
        [200, null],
      ]);
    }
    expect((await mailsTo(server(), email)).toSorted()).toEqual([CONFIRM, CONFIRM, DELETED]);

    server().clock.advance(DAY);
    await registerAndDelete(server(), email);
    expect((await mailsTo(server(), email)).slice(3).toSorted()).toEqual([CONFIRM, DELETED]);
  });

  test("what is dropped is logged and counted, without the address", async () => {
    const own = await servers.own(OPTIONS);
    const { email } = aRegistration();
    for (let cycle = 0; cycle < 3; cycle += 1) await registerAndDelete(own, email);
    const dropped = own.log
      .map((line) => JSON.parse(line) as { level: number; mail?: string; limit?: string })
      .flatMap(({ level, mail, limit }) => (mail === undefined ? [] : [[level, mail, limit]]));
    expect(dropped).toEqual([
      [40, "account-deleted", "notice.unverified"],
      [40, "verify-email", "register.account"],
      [40, "account-deleted", "notice.unverified"],
    ]);
    expect(own.log.join("")).not.toContain(email.split("@")[0]);
    const metrics = await own.container.metrics.render();
    expect(metrics).toContain('latchkey_mails_total{outcome="dropped"} 3\n');
    expect(metrics).toContain('latchkey_mails_total{outcome="queued"} 3\n');
    expect(metrics).toContain('latchkey_rate_limited_total{limit="notice.unverified"} 2\n');
  });

  test("a stranger's address that many accounts give as their new one gets its budget of links, and each asker the same answer", async () => {
    const stranger = aRegistration().email;
    const answers: unknown[] = [];
    for (let asked = 0; asked < 4; asked += 1) {
      const { user, client } = await aSignedInUser(server());
      const answer = await changeEmail(client, stranger);
      expect(answer.status).toBe(202);
      answers.push(observable(answer));
      // The owner is warned all the same.
      expect(await mailsTo(server(), user.email)).toEqual([CHANGE_ASKED_FOR]);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(await mailsTo(server(), stranger)).toEqual([CONFIRM_NEW, CONFIRM_NEW]);
  });

  test("of many requests at once no more mails than the budget come", async () => {
    const stranger = aRegistration().email;
    const askers = await Promise.all(Array.from({ length: 8 }, () => aSignedInUser(server())));
    const answers = await Promise.all(askers.map(({ client }) => changeEmail(client, stranger)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(await mailsTo(server(), stranger)).toHaveLength(2);
  });

  test("tags make no other mailbox, nor do dots at Gmail", async () => {
    const name = aRegistration().email.split("@")[0] ?? "";
    const tagged = [1, 2, 3].map((tag) => `${name}+${tag}@example.com`);
    for (const email of tagged) expect((await register(server(), email)).status).toBe(201);
    const dotted = [`${name}@gmail.com`, `${name}@googlemail.com`, `${name.slice(0, 2)}.${name.slice(2)}@gmail.com`];
    for (const email of dotted) expect((await register(server(), email)).status).toBe(201);
    const counts = [...tagged, ...dotted].map(async (email) => (await mailsTo(server(), email)).length);
    expect(await Promise.all(counts)).toEqual([1, 1, 0, 1, 1, 0]);

    const forgot = (email: string) => new TestClient(server().api).post("/auth/forgot-password", { email });
    for (const tag of [1, 2, 3, 4, 5]) expect((await forgot(`${name}+${tag}@example.com`)).status).toBe(202);
    expectLimited(await forgot(`${name}@example.com`), 3600);
  });
});

describeOnEveryStore("a notice to an owner", (servers) => {
  const server = servers.shared(OPTIONS);

  /** Signed in, with an address that is verified. */
  async function anOwner() {
    const owner = await aSignedInUser(server());
    const { _id, email, version } = owner.user;
    const verified = { ...owner.user, emailVerifiedAt: server().clock.now(), version: version + 1 };
    expect(await server().store.users.compareAndSet(verified, version)).toEqual({ kind: "stored" });
    return { ...owner, _id, email };
  }

  function changePassword(client: TestClient): Promise<TestResponse> {
    return client.post("/auth/change-password", { currentPassword: PASSWORD, newPassword: NEW_PASSWORD });
  }

  test("comes however many mails of other kinds strangers have caused, also before the owner had an account", async () => {
    const { email, ...registration } = aRegistration();
    for (let cycle = 0; cycle < 3; cycle += 1) await registerAndDelete(server(), email);
    const user = await anAccount(server(), { ...withoutPassword(registration), email, emailVerifiedAt: 1 });
    const stranger = await aSignedInUser(server());
    for (let asked = 0; asked < 6; asked += 1) {
      for (const path of ["/auth/forgot-password", "/auth/resend-verification"]) {
        await new TestClient(server().api).post(path, { email });
      }
      if (asked < 3) expect((await changeEmail(stranger.client, email)).status).toBe(202);
    }
    const before = (await mailsTo(server(), email)).length;
    server().clock.advance(SECOND);

    const client = new TestClient(server().api);
    expect((await client.post("/auth/login", { username: user.username, password: PASSWORD })).status).toBe(200);
    expect((await changePassword(client)).status).toBe(200);
    expect((await client.send("DELETE", "/users/account", { json: { password: NEW_PASSWORD } })).status).toBe(200);
    expect((await mailsTo(server(), email)).slice(before).toSorted()).toEqual([DELETED, PASSWORD_CHANGED]);
  });

  test("is bounded too, each kind by itself", async () => {
    const { client, email } = await anOwner();
    for (let asked = 0; asked < 4; asked += 1)
      expect((await changeEmail(client, aRegistration().email)).status).toBe(202);
    expect(await mailsTo(server(), email)).toEqual([CHANGE_ASKED_FOR, CHANGE_ASKED_FOR]);
    server().clock.advance(SECOND);
    expect((await changePassword(client)).status).toBe(200);
    expect((await mailsTo(server(), email)).slice(2)).toEqual([PASSWORD_CHANGED]);
  });
});

function withoutPassword<T extends { password: string }>({ password: _, ...rest }: T): Omit<T, "password"> {
  return rest;
}
